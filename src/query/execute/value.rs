//! Values of literals: comparing them, and reckoning with them, as SPARQL's operators do.

use std::cmp::Ordering;

use oxrdf::Term;
use oxsdatatypes::{Boolean, Date, DateTime, Decimal, Double, Float, Integer};
use spareval::ExpressionTerm;
use spargebra::algebra::Function;

/// The value of a literal, where it is one that this module knows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    Boolean(bool),
    Integer(Integer),
    Decimal(Decimal),
    Float(Float),
    Double(Double),
    DateTime(DateTime),
    Date(Date),
    /// Not a literal, or one of another datatype, or not well-formed.
    Other,
}

/// Two numbers brought to one type.
enum Pair {
    Integer(Integer, Integer),
    Decimal(Decimal, Decimal),
    Float(Float, Float),
    Double(Double, Double),
}

impl Value {
    pub(super) fn of(term: Term) -> Self {
        match ExpressionTerm::from(term) {
            ExpressionTerm::BooleanLiteral(value) => Self::Boolean(value.into()),
            ExpressionTerm::IntegerLiteral(value) => Self::Integer(value),
            ExpressionTerm::DecimalLiteral(value) => Self::Decimal(value),
            ExpressionTerm::FloatLiteral(value) => Self::Float(value),
            ExpressionTerm::DoubleLiteral(value) => Self::Double(value),
            ExpressionTerm::DateTimeLiteral(value) => Self::DateTime(value),
            ExpressionTerm::DateLiteral(value) => Self::Date(value),
            _ => Self::Other,
        }
    }

    /// The literal of a value, in canonical form.
    pub(super) fn term(self) -> Option<Term> {
        Some(
            match self {
                Self::Boolean(value) => ExpressionTerm::BooleanLiteral(value.into()),
                Self::Integer(value) => ExpressionTerm::IntegerLiteral(value),
                Self::Decimal(value) => ExpressionTerm::DecimalLiteral(value),
                Self::Float(value) => ExpressionTerm::FloatLiteral(value),
                Self::Double(value) => ExpressionTerm::DoubleLiteral(value),
                Self::DateTime(value) => ExpressionTerm::DateTimeLiteral(value),
                Self::Date(value) => ExpressionTerm::DateLiteral(value),
                Self::Other => return None,
            }
            .into(),
        )
    }

    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Integer(_) | Self::Decimal(_) | Self::Float(_) | Self::Double(_))
    }

    /// The effective boolean value of a literal that is not a text.
    pub(super) fn truth(self) -> Option<bool> {
        Some(match self {
            Self::Boolean(value) => value,
            Self::Integer(value) => Boolean::from(value).into(),
            Self::Decimal(value) => Boolean::from(value).into(),
            Self::Float(value) => Boolean::from(value).into(),
            Self::Double(value) => Boolean::from(value).into(),
            Self::DateTime(_) | Self::Date(_) | Self::Other => return None,
        })
    }

    fn pair(self, other: Self) -> Option<Pair> {
        use Value::{Decimal as D, Double as B, Float as F, Integer as I};
        Some(match (self, other) {
            (I(a), I(b)) => Pair::Integer(a, b),
            (I(a), D(b)) => Pair::Decimal(a.into(), b),
            (D(a), I(b)) => Pair::Decimal(a, b.into()),
            (D(a), D(b)) => Pair::Decimal(a, b),
            (F(a), F(b)) => Pair::Float(a, b),
            (F(a), I(b)) => Pair::Float(a, b.into()),
            (I(a), F(b)) => Pair::Float(a.into(), b),
            (F(a), D(b)) => Pair::Float(a, b.into()),
            (D(a), F(b)) => Pair::Float(a.into(), b),
            (B(a), B(b)) => Pair::Double(a, b),
            (B(a), I(b)) => Pair::Double(a, b.into()),
            (I(a), B(b)) => Pair::Double(a.into(), b),
            (B(a), D(b)) => Pair::Double(a, b.into()),
            (D(a), B(b)) => Pair::Double(a.into(), b),
            (B(a), F(b)) => Pair::Double(a, b.into()),
            (F(a), B(b)) => Pair::Double(a.into(), b),
            _ => return None,
        })
    }

    /// `=` between two values that are both known; `None` is an error.
    pub(super) fn equals(self, other: Self) -> Option<bool> {
        Some(match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::DateTime(a), Self::DateTime(b)) => a == b,
            (Self::Date(a), Self::Date(b)) => a == b,
            (Self::Other, _) | (_, Self::Other) => return None,
            (a, b) => match a.pair(b) {
                Some(Pair::Integer(a, b)) => a == b,
                Some(Pair::Decimal(a, b)) => a == b,
                Some(Pair::Float(a, b)) => a == b,
                Some(Pair::Double(a, b)) => a == b,
                None => false,
            },
        })
    }

    /// The order of two values of comparable types; `None` where there is none.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.partial_cmp(&b),
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(&b),
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(&b),
            (a, b) => match a.pair(b)? {
                Pair::Integer(a, b) => a.partial_cmp(&b),
                Pair::Decimal(a, b) => a.partial_cmp(&b),
                Pair::Float(a, b) => a.partial_cmp(&b),
                Pair::Double(a, b) => a.partial_cmp(&b),
            },
        }
    }

    pub(super) fn add(self, other: Self) -> Option<Self> {
        Some(match self.pair(other)? {
            Pair::Integer(a, b) => Self::Integer(a.checked_add(b)?),
            Pair::Decimal(a, b) => Self::Decimal(a.checked_add(b)?),
            Pair::Float(a, b) => Self::Float(a + b),
            Pair::Double(a, b) => Self::Double(a + b),
        })
    }

    pub(super) fn subtract(self, other: Self) -> Option<Self> {
        Some(match self.pair(other)? {
            Pair::Integer(a, b) => Self::Integer(a.checked_sub(b)?),
            Pair::Decimal(a, b) => Self::Decimal(a.checked_sub(b)?),
            Pair::Float(a, b) => Self::Float(a - b),
            Pair::Double(a, b) => Self::Double(a - b),
        })
    }

    pub(super) fn multiply(self, other: Self) -> Option<Self> {
        Some(match self.pair(other)? {
            Pair::Integer(a, b) => Self::Integer(a.checked_mul(b)?),
            Pair::Decimal(a, b) => Self::Decimal(a.checked_mul(b)?),
            Pair::Float(a, b) => Self::Float(a * b),
            Pair::Double(a, b) => Self::Double(a * b),
        })
    }

    pub(super) fn divide(self, other: Self) -> Option<Self> {
        Some(match self.pair(other)? {
            Pair::Integer(a, b) => Self::Decimal(Decimal::from(a).checked_div(b)?),
            Pair::Decimal(a, b) => Self::Decimal(a.checked_div(b)?),
            Pair::Float(a, b) => Self::Float(a / b),
            Pair::Double(a, b) => Self::Double(a / b),
        })
    }

    /// `ABS`, `CEIL`, `FLOOR` and `ROUND`.
    pub(super) fn rounded(self, function: &Function) -> Option<Self> {
        Some(match (self, function) {
            (Self::Integer(value), Function::Abs) => Self::Integer(value.checked_abs()?),
            (Self::Integer(value), _) => Self::Integer(value),
            (Self::Decimal(value), Function::Abs) => Self::Decimal(value.checked_abs()?),
            (Self::Decimal(value), Function::Ceil) => Self::Decimal(value.checked_ceil()?),
            (Self::Decimal(value), Function::Floor) => Self::Decimal(value.checked_floor()?),
            (Self::Decimal(value), _) => Self::Decimal(value.checked_round()?),
            (Self::Float(value), Function::Abs) => Self::Float(value.abs()),
            (Self::Float(value), Function::Ceil) => Self::Float(value.ceil()),
            (Self::Float(value), Function::Floor) => Self::Float(value.floor()),
            (Self::Float(value), _) => Self::Float(value.round()),
            (Self::Double(value), Function::Abs) => Self::Double(value.abs()),
            (Self::Double(value), Function::Ceil) => Self::Double(value.ceil()),
            (Self::Double(value), Function::Floor) => Self::Double(value.floor()),
            (Self::Double(value), _) => Self::Double(value.round()),
            _ => return None,
        })
    }

    /// This value a number of times: the sum of equal summands.
    pub(super) fn times(self, count: u64) -> Option<Self> {
        if count == 1 {
            return self.is_number().then_some(self);
        }
        self.multiply(Self::Integer(Integer::from(i64::try_from(count).ok()?)))
    }
}
