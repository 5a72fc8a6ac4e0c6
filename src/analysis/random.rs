//! A small seeded generator whose numbers never change between releases.
//!
//! An answer that names its seed must come out the same in ten years, so neither the generator nor
//! the ways of drawing from it are left to a library that may improve them.
//!
//! Literature: G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number
//! generators" (OOPSLA 2014).

/// SplitMix64.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator that starts from `seed`.
    ///
    /// ```
    /// use comity::analysis::random::Random;
    /// assert_eq!(Random::new(1).next(), Random::new(1).next());
    /// assert_ne!(Random::new(1).next(), Random::new(2).next());
    /// ```
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator for one of many tasks that share a seed.
    pub fn for_task(seed: u64, task: u64) -> Self {
        let mut mixed = Self(seed ^ task.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Self(mixed.next())
    }

    /// The next 64 bits.
    #[expect(clippy::should_implement_trait, reason = "a generator never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, all equally likely; 0 if `bound` is 0. (Lemire 2019, with
    /// rejection.)
    pub fn below(&mut self, bound: u64) -> u64 {
        let threshold = if bound == 0 { 0 } else { bound.wrapping_neg() % bound };
        loop {
            let product = u128::from(self.next()) * u128::from(bound);
            if product as u64 >= threshold {
                return (product >> 64) as u64;
            }
        }
    }

    /// A place in a list of `length` entries.
    pub fn place(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// A number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A standard normal number. (Box and Muller 1958.)
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Puts a list into random order. (Fisher and Yates.)
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.place(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_first_numbers_are_those_of_the_reference() {
        let mut random = Random::new(1_234_567);
        let numbers: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(
            numbers,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn draws_stay_below_their_bound() {
        let mut random = Random::new(7);
        assert!((0..1000).all(|_| random.below(3) < 3));
        assert_eq!(random.below(0), 0);
        assert!((0..1000).all(|_| (0.0..1.0).contains(&random.unit())));
    }
}
