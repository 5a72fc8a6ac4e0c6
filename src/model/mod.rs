//! Honest dates: what a source says about a day, a month or a year, with its doubts, and the days between which it lies.

mod edtf;

pub use self::edtf::{Edtf, EdtfError};
