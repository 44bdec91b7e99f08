//! Two languages, two index types: a French position cannot be passed where an English one is meant.

use std::fmt;

/// Defines an index type and the half-open range over it.
macro_rules! index {
    ($index:ident, $range:ident, $side:literal) => {
        #[doc = concat!("Position of a ", $side, " segment in its document, from 0.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $index(pub u32);

        impl fmt::Display for $index {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        #[doc = concat!("A run of neighbouring ", $side, " segments: `start` is in it, `end` is not.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $range {
            /// First position of the run.
            pub start: $index,
            /// Position after the last one; equal to `start` when the run is empty.
            pub end: $index,
        }

        impl $range {
            /// The run `start..end`.
            pub fn new(start: u32, end: u32) -> Self {
                Self { start: $index(start), end: $index(end) }
            }

            /// Number of segments in the run.
            pub fn len(self) -> usize {
                (self.end.0.saturating_sub(self.start.0)) as usize
            }

            /// Whether the run holds no segment.
            pub fn is_empty(self) -> bool {
                self.len() == 0
            }

            /// The same run for indexing a slice.
            pub fn as_usize(self) -> std::ops::Range<usize> {
                self.start.0 as usize..self.end.0 as usize
            }

            /// The positions of the run, in order.
            pub fn iter(self) -> impl Iterator<Item = $index> {
                (self.start.0..self.end.0).map($index)
            }
        }
    };
}

index!(SourceIdx, SourceRange, "source");
index!(TargetIdx, TargetRange, "target");
