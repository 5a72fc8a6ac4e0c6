//! Scales with round ticks.

/// Maps values to places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    /// Whether equal ratios are equally far apart.
    is_logarithmic: bool,
}

impl Scale {
    /// A scale from the values `low..high` to the places `from..to`.
    pub(super) fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self { low, high, from, to, is_logarithmic: false }
    }

    /// A scale on which equal ratios are equally far apart, between powers of ten around positive values.
    pub(super) fn logarithmic((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        let (low, high) = (low.log10().floor(), high.log10().ceil());
        let high = if high > low { high } else { low + 1.0 };
        Self { low, high, from, to, is_logarithmic: true }
    }

    pub(super) fn place(&self, value: f64) -> f64 {
        let value = if self.is_logarithmic { value.log10() } else { value };
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Round values within the scale, about as many as asked for.
    pub(super) fn ticks(&self, about: usize) -> Vec<f64> {
        if self.is_logarithmic {
            let powers = self.low as i32..=self.high as i32;
            return powers.map(|power| 10_f64.powi(power)).collect();
        }
        let step = round_step((self.high - self.low) / about.max(1) as f64);
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last).map(|tick| tick as f64 * step).collect()
    }

    /// Ticks at whole numbers only, as years are.
    pub(super) fn whole_ticks(&self, about: usize) -> Vec<f64> {
        self.ticks(about).into_iter().filter(|tick| tick.fract().abs() < 1e-9).collect()
    }
}

/// 1, 2 or 5 times a power of ten, not below a step.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|round| *round >= step * 0.999)
        .unwrap_or(10.0 * power)
}

/// A value as an axis shows it: 5.9 bn, 300 M, 1,200, 0.25.
pub(super) fn short(value: f64) -> String {
    let size = value.abs();
    let (scaled, unit) = match size {
        _ if size >= 1e9 => (value / 1e9, " bn"),
        _ if size >= 1e6 => (value / 1e6, " M"),
        _ if size >= 1e4 => (value / 1e3, " k"),
        _ => (value, ""),
    };
    let digits = if scaled.abs() < 10.0 && size != 0.0 { 3 } else { 1 };
    let text = format!("{scaled:.digits$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}{unit}", if text == "-0" { "0" } else { text })
}
