//! A reliability plot as SVG: what share of rows is right, by their confidence.
//!
//! Written by hand rather than by a plotting crate: it is one square with ten marks. It stands alone, without fonts or
//! scripts, and follows the reader's choice of light or dark.

use std::fmt::Write as _;

use super::calibration::{BINS, RowFigures, RowTally, step};

/// Side of the square, and what is left free on its left and above, in pixels.
const SIDE: f64 = 400.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 56.0;
/// Height of the strip below it that shows how many rows each step has.
const STRIP: f64 = 64.0;
const GAP: f64 = 12.0;

/// Without custom properties, which many viewers do not know.
const STYLE: &str = "
  text { fill: #222; font: 12px sans-serif; } .paper { fill: #fff; } .line { stroke: #ccc; fill: none; }
  .even { stroke: #222; stroke-dasharray: 4 4; } .bar { fill: #b9d0ea; }
  .mark { fill: #1f5fa8; } .path { stroke: #1f5fa8; stroke-width: 2; fill: none; }
  .right { text-anchor: end; } .middle { text-anchor: middle; } .small { font-size: 10px; } .title { font-weight: bold; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e6e6; } .paper { fill: #1b1b1b; } .line { stroke: #4a4a4a; } .even { stroke: #e6e6e6; }
    .bar { fill: #2e4a6b; } .mark { fill: #8fc1ff; } .path { stroke: #8fc1ff; }
  }
";

/// Where confidence and shares from 0 to 1 stand.
fn place((x, y): (f64, f64)) -> (f64, f64) {
    (LEFT + SIDE * x, TOP + SIDE * (1.0 - y))
}

/// The plot of `rows`, under a title.
pub fn reliability_plot(title: &str, rows: &RowTally) -> String {
    let (width, height) = (LEFT + SIDE + 24.0, TOP + SIDE + GAP + STRIP + 56.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\">\n<title>{}</title>\n<style>{STYLE}</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n",
        escaped(title),
    );
    let mut put = |line: std::fmt::Arguments| {
        writeln!(svg, "{line}").ok(); // a string takes everything
    };
    let RowFigures { calibration_error, ranking, .. } = rows.figures();
    put(format_args!("<text x=\"{LEFT}\" y=\"22\" class=\"title\">{}</text>", escaped(title)));
    let area = ranking.map_or(String::new(), |area| format!(", ROC area {area:.4}"));
    put(format_args!("<text x=\"{LEFT}\" y=\"40\">calibration error {calibration_error:.4}{area}</text>"));
    for tick in 0..=5 {
        let at = f64::from(tick) / 5.0;
        let ((x, y), below) = (place((at, at)), TOP + SIDE + GAP + STRIP);
        put(format_args!(
            "<path class=\"line\" d=\"M{LEFT} {y:.1}H{:.1}M{x:.1} {TOP}V{below:.1}\"/>",
            LEFT + SIDE
        ));
        put(format_args!(
            "<text class=\"right\" x=\"{:.1}\" y=\"{:.1}\">{at:.1}</text>",
            LEFT - 8.0,
            y + 4.0
        ));
        put(format_args!("<text class=\"middle\" x=\"{x:.1}\" y=\"{:.1}\">{at:.1}</text>", below + 18.0));
    }
    let (from, to) = (place((0.0, 0.0)), place((1.0, 1.0)));
    put(format_args!("<path class=\"even\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>", from.0, from.1, to.0, to.1));
    let bins = rows.bins();
    let most = bins.iter().map(|bin| bin.rows).max().unwrap_or(0).max(1) as f64;
    let floor = TOP + SIDE + GAP + STRIP;
    for (k, bin) in bins.iter().enumerate() {
        // Logarithms, since nearly all rows are in the last step.
        let tall = (STRIP - 14.0) * (1.0 + bin.rows as f64).ln() / (1.0 + most).ln();
        let (x, wide) = (LEFT + SIDE * step(k).start, SIDE / BINS as f64);
        put(format_args!(
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{tall:.1}\"/>",
            x + 1.0,
            floor - tall,
            wide - 2.0
        ));
        put(format_args!(
            "<text class=\"middle small\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            x + wide / 2.0,
            floor - tall - 3.0,
            bin.rows
        ));
    }
    let means: Vec<(f64, f64)> = bins.iter().filter_map(|bin| bin.means()).map(place).collect();
    let points: Vec<String> = means.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    put(format_args!("<polyline class=\"path\" points=\"{}\"/>", points.join(" ")));
    for (x, y) in &means {
        put(format_args!("<circle class=\"mark\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"));
    }
    let middle = LEFT + SIDE / 2.0;
    put(format_args!(
        "<text class=\"middle\" x=\"{middle}\" y=\"{:.1}\">confidence (bars: rows in each step, on a logarithmic scale)</text>",
        floor + 40.0
    ));
    let (x, y) = (LEFT - 42.0, TOP + SIDE / 2.0);
    put(format_args!(
        "<text class=\"middle\" x=\"{x}\" y=\"{y}\" transform=\"rotate(-90 {x} {y})\">share of rows that are right</text>"
    ));
    svg + "</svg>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
