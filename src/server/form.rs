//! The parameters of the SPARQL protocol, from a URL or a form.

use std::time::Duration;

use oxrdf::NamedNode;
use spargebra::algebra::QueryDataset;

use super::problem::Problem;

/// Names and values in their order, decoded once.
///
/// # Errors
///
/// When a value is not UTF-8, or not encoded as it should be.
pub(super) fn pairs(form: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    form.split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(text: &[u8]) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (digits, after) = rest.split_at_checked(2).ok_or_else(half_encoded)?;
                rest = after;
                hexadecimal(digits).ok_or_else(half_encoded)?
            }
            other => other,
        });
    }
    String::from_utf8(bytes)
        .map_err(|_| Problem::bad_request("encoding", "a parameter is not UTF-8"))
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(digits[0])? * 16 + digit(digits[1])?;
    u8::try_from(value).ok()
}

fn half_encoded() -> Problem {
    Problem::bad_request("encoding", "a `%` in a parameter is not followed by two digits")
}

/// The operations of the protocol, each at an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Query,
    Update,
}

impl Operation {
    /// The parameter that holds the text.
    fn text(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Update => "update",
        }
    }

    fn graph_parameters(self) -> [&'static str; 2] {
        match self {
            Self::Query => ["default-graph-uri", "named-graph-uri"],
            Self::Update => ["using-graph-uri", "using-named-graph-uri"],
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Query => Self::Update,
            Self::Update => Self::Query,
        }
    }

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Query => "/sparql",
            Self::Update => "/update",
        }
    }
}

/// What a request of the protocol says.
#[derive(Debug)]
pub(super) struct Form {
    operation: Operation,
    pub(super) text: Option<String>,
    default_graphs: Vec<NamedNode>,
    named_graphs: Vec<NamedNode>,
    /// A shorter time than the server's own.
    pub(super) timeout: Option<Duration>,
    /// The value of `validate`.
    pub(super) validate: Option<String>,
}

impl Form {
    pub(super) fn new(operation: Operation) -> Self {
        Self {
            operation,
            text: None,
            default_graphs: Vec::new(),
            named_graphs: Vec::new(),
            timeout: None,
            validate: None,
        }
    }

    /// Adds the parameters of a URL or of a form.
    pub(super) fn read(&mut self, form: &[u8]) -> Result<(), Problem> {
        let [default, named] = self.operation.graph_parameters();
        let [other_default, other_named] = self.operation.other().graph_parameters();
        for (name, value) in pairs(form)? {
            match name.as_str() {
                name if name == self.operation.text() => self.set_text(value)?,
                name if name == default => self.default_graphs.push(graph(&value)?),
                name if name == named => self.named_graphs.push(graph(&value)?),
                "timeout" => once(&mut self.timeout, seconds(&value)?, "timeout")?,
                "validate" => once(&mut self.validate, value, "validate")?,
                name if name == self.operation.other().text() => return Err(self.misplaced(name)),
                name if name == other_default || name == other_named => {
                    return Err(self.misplaced(name));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A request that would do something else than it says must not do it.
    fn misplaced(&self, name: &str) -> Problem {
        let path = self.operation.other().path();
        let detail = format!("`{name}` belongs to `{path}`, not to `{}`", self.operation.path());
        Problem::bad_request("misplaced-parameter", detail)
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_none() && self.default_graphs.is_empty() && self.named_graphs.is_empty()
    }

    pub(super) fn set_text(&mut self, text: String) -> Result<(), Problem> {
        once(&mut self.text, text, self.operation.text())
    }

    /// The text of the query or update.
    pub(super) fn take_text(&mut self) -> Result<String, Problem> {
        self.text.take().ok_or_else(|| {
            let name = self.operation.text();
            let code = match self.operation {
                Operation::Query => "missing-query",
                Operation::Update => "missing-update",
            };
            Problem::bad_request(code, format!("the request has no `{name}`"))
        })
    }

    /// The graphs that the request names.
    pub(super) fn dataset(&self) -> Option<QueryDataset> {
        let named = &self.named_graphs;
        (!self.default_graphs.is_empty() || !named.is_empty()).then(|| QueryDataset {
            default: self.default_graphs.clone(),
            named: Some(named.clone()),
        })
    }
}

fn once<T>(place: &mut Option<T>, value: T, name: &str) -> Result<(), Problem> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => {
            let detail = format!("`{name}` is given more than once");
            Err(Problem::bad_request("duplicate-parameter", detail))
        }
    }
}

fn seconds(text: &str) -> Result<Duration, Problem> {
    let wrong =
        || Problem::bad_request("timeout", format!("`timeout={text}` is not a number of seconds"));
    let seconds = text.parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

/// The name of a graph, which has to be whole.
pub(super) fn graph(iri: &str) -> Result<NamedNode, Problem> {
    NamedNode::new(iri).map_err(|error| {
        Problem::bad_request("graph", format!("`{iri}` is not an absolute IRI: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_once_and_have_to_be_utf8() {
        let decoded = |text: &str| pairs(text.as_bytes()).map(|pairs| pairs[0].1.clone()).ok();
        assert_eq!(decoded("graph=http://e.org/%2531").as_deref(), Some("http://e.org/%31"));
        assert_eq!(decoded("q=a+b%2Bc%C3%A9").as_deref(), Some("a b+cé"));
        assert_eq!(decoded("default").as_deref(), Some(""));
        assert_eq!(decoded("q=%FF%FE"), None);
        assert_eq!(decoded("q=%4"), None);
        assert_eq!(decoded("q=%zz"), None);
    }
}
