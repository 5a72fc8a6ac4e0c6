//! The functions that queries call most, done here as the evaluator does them: the others are left to it.

use oxrdf::vocab::xsd;
use oxrdf::{Literal, Term};
use oxsdatatypes::Integer;
use spargebra::algebra::Function;

use super::Context;
use super::expression::Cell;
use super::terms::Kind;
use super::value::Value;

/// A function of one value that is quicker to do than to look up.
pub(super) fn quick(context: &Context, function: &Function, cell: Cell) -> Option<Cell> {
    let terms = &context.terms;
    let kind = |cell: Cell| match cell {
        Cell::Value(_) => Kind::Typed,
        Cell::Id(id) => terms.kind(id),
        Cell::Loose(_) | Cell::Unbound => terms.kind(cell.id(context)),
    };
    let truth = |truth: bool| Some(Cell::Value(Value::Boolean(truth)));
    let integer = |number: i64| Some(Cell::Value(Value::Integer(Integer::from(number))));
    match function {
        Function::IsIri => truth(kind(cell) == Kind::Iri),
        Function::IsBlank => truth(kind(cell) == Kind::Blank),
        Function::IsLiteral => truth(matches!(kind(cell), Kind::Text | Kind::Tagged | Kind::Typed)),
        Function::IsNumeric if kind(cell) != Kind::Typed => truth(false),
        Function::IsNumeric => match cell.value(terms) {
            Value::Other => None,
            value => truth(value.is_number()),
        },
        Function::Year => match cell.value(terms) {
            Value::Date(date) => integer(date.year()),
            Value::DateTime(time) => integer(time.year()),
            _ => None,
        },
        Function::Month => match cell.value(terms) {
            Value::Date(date) => integer(date.month().into()),
            Value::DateTime(time) => integer(time.month().into()),
            _ => None,
        },
        Function::Day => match cell.value(terms) {
            Value::Date(date) => integer(date.day().into()),
            Value::DateTime(time) => integer(time.day().into()),
            _ => None,
        },
        Function::Abs | Function::Ceil | Function::Floor | Function::Round => {
            cell.value(terms).rounded(function).map(Cell::Value)
        }
        _ => None,
    }
}

/// Whether [`quick`] knows a function.
pub(super) fn is_quick(function: &Function) -> bool {
    matches!(
        function,
        Function::IsIri
            | Function::IsBlank
            | Function::IsLiteral
            | Function::IsNumeric
            | Function::Year
            | Function::Month
            | Function::Day
            | Function::Abs
            | Function::Ceil
            | Function::Floor
            | Function::Round
    )
}

/// A function of texts: outer none where the evaluator has to do it, inner none for an error.
pub(super) fn of_terms(
    context: &Context,
    function: &Function,
    arguments: &[Option<Term>],
) -> Option<Option<Cell>> {
    let truth = |truth: bool| Cell::Value(Value::Boolean(truth));
    let text = |text: String| context.terms.loose(Literal::new_simple_literal(text).into());
    // A function of an error is an error.
    let Some(first) = arguments.first()?.as_ref() else { return Some(None) };
    let pair = || -> Option<(&str, &str)> {
        let ((a, language), (b, other)) = (words(first)?, words(arguments.get(1)?.as_ref()?)?);
        (other.is_none() || language == other).then_some((a, b))
    };
    Some(match function {
        Function::Str => match first {
            Term::NamedNode(node) => Some(text(node.as_str().to_owned())),
            Term::Literal(literal) if is_canonical(literal) => {
                Some(text(literal.value().to_owned()))
            }
            Term::Literal(_) => return None,
            Term::BlankNode(_) | Term::Triple(_) => None,
        },
        Function::Lang => match first {
            Term::Literal(literal) => Some(text(literal.language().unwrap_or_default().to_owned())),
            _ => None,
        },
        Function::Contains => pair().map(|(a, b)| truth(a.contains(b))),
        Function::StrStarts => pair().map(|(a, b)| truth(a.starts_with(b))),
        Function::StrEnds => pair().map(|(a, b)| truth(a.ends_with(b))),
        Function::StrLen => words(first)
            .map(|(a, _)| Cell::Value(Value::Integer(Integer::from(a.chars().count() as i64)))),
        Function::LCase | Function::UCase => words(first).map(|(a, language)| {
            let changed = match function {
                Function::LCase => a.to_lowercase(),
                _ => a.to_uppercase(),
            };
            match language {
                Some(language) => context.terms.loose(
                    Literal::new_language_tagged_literal_unchecked(changed, language).into(),
                ),
                None => text(changed),
            }
        }),
        _ => return None,
    })
}

/// Whether the evaluator gives back the text of a literal as it is: it reads numbers and dates as values.
fn is_canonical(literal: &Literal) -> bool {
    literal.language().is_some() && literal.direction().is_none()
        || literal.datatype() == xsd::STRING
}

/// The text and the language of a literal that is words.
fn words(term: &Term) -> Option<(&str, Option<&str>)> {
    match term {
        Term::Literal(literal) if is_canonical(literal) => {
            Some((literal.value(), literal.language()))
        }
        _ => None,
    }
}
