//! The texts that weights are learnt from, and those that they are measured on.

use visavis::model::Language;

/// A set of texts: where it is, how much its marks count, how much places without a mark count, what it is.
pub struct Set {
    pub name: &'static str,
    pub kind: Kind,
    pub weight: f32,
    pub headlines: f32,
    pub about: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// A text with `.bounds`.
    Bounds,
    /// A folder of files with a sentence a line; the running text beside, where there is one.
    Lines,
    /// A file of pairs, in which headings stand before what they head.
    Headings,
    /// Our own cases.
    Cases,
}

pub const fn set(name: &'static str, kind: Kind, weight: f32, headlines: f32, about: &'static str) -> Set {
    Set { name, kind, weight, headlines, about }
}

pub const FRENCH: [Set; 8] = [
    set(
        "segment/fr/gsd-dev.lines",
        Kind::Bounds,
        1.0,
        1.0,
        "UD French GSD, dev: web, news, encyclopaedia; CC BY-SA 4.0",
    ),
    set(
        "segment/fr/sequoia-dev.lines",
        Kind::Bounds,
        1.0,
        1.0,
        "UD French Sequoia, dev: news, parliament, medicine, encyclopaedia; LGPL-LR",
    ),
    set("segment/fr/sequoia-train.lines", Kind::Bounds, 1.0, 1.0, "UD French Sequoia, train; LGPL-LR"),
    set(
        "segment/fr/rhapsodie-dev",
        Kind::Bounds,
        0.02,
        0.02,
        "UD French Rhapsodie, dev: speech; CC BY-SA 4.0",
    ),
    set(
        "align/transread",
        Kind::Lines,
        0.2,
        0.2,
        "TransRead: novels; CC BY-SA 4.0, texts of Project Gutenberg",
    ),
    set("align/alibi", Kind::Lines, 0.2, 0.2, "Alibi: stories; CC BY-SA 4.0, texts of Wikisource"),
    set("align/ntrex", Kind::Lines, 0.0, 0.1, "NTREX: news; CC BY-SA 4.0; places without a mark only"),
    set("fr", Kind::Cases, 1.0, 1.0, "cases written for this project, tests/cases/segment"),
];

pub const ENGLISH: [Set; 14] = [
    set("segment/en/ewt-dev", Kind::Bounds, 1.0, 1.0, "UD English EWT, dev: web; CC BY-SA 4.0"),
    set(
        "align/transread",
        Kind::Lines,
        0.1,
        0.1,
        "TransRead: novels; CC BY-SA 4.0, texts of Project Gutenberg",
    ),
    set("align/alibi", Kind::Lines, 0.1, 0.1, "Alibi: stories; CC BY-SA 4.0, texts of Wikisource"),
    set(
        "align/rustbook",
        Kind::Lines,
        0.0,
        0.3,
        "The Rust Programming Language; MIT or Apache-2.0; headings only",
    ),
    set("align/libreoffice_help", Kind::Lines, 0.0, 0.3, "LibreOffice help; MPL-2.0; headings only"),
    set(
        "align/udhr",
        Kind::Lines,
        0.0,
        0.3,
        "Universal Declaration of Human Rights; public domain; headings only",
    ),
    set("train/php_manual", Kind::Headings, 0.0, 0.02, "PHP manual; CC BY 3.0; headings only"),
    set(
        "train/gnome_user_docs",
        Kind::Headings,
        0.0,
        0.02,
        "GNOME user documentation; CC BY 3.0; headings only",
    ),
    set("train/mozilla_org", Kind::Headings, 0.0, 0.02, "mozilla.org; MPL-2.0; headings only"),
    set("train/react_docs", Kind::Headings, 0.0, 0.02, "React documentation; CC BY 4.0; headings only"),
    set("train/django_docs", Kind::Headings, 0.0, 0.02, "Django documentation; BSD-3-Clause; headings only"),
    set("train/python_docs", Kind::Headings, 0.0, 0.02, "Python documentation; PSF licence; headings only"),
    set(
        "train/libreoffice_help",
        Kind::Headings,
        0.0,
        0.02,
        "LibreOffice help, other pages; MPL-2.0; headings only",
    ),
    set("en", Kind::Cases, 1.0, 1.0, "cases written for this project, tests/cases/segment"),
];

/// Nothing is learnt from these.
pub const HELD_OUT: [(Language, &str); 3] =
    [(Language::French, "align/pud"), (Language::English, "align/pud"), (Language::English, "align/ntrex")];
