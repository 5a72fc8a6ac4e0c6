//! Who may do what: bearer tokens (RFC 6750), each with a scope.

use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::problem::Problem;

/// What the bearer of a token may do; each scope includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Ask. Nobody needs a token for that.
    Read,
    /// Change the data.
    Write,
    /// Run the server.
    Admin,
}

/// The tokens that a server knows. Kept as hashes, so that no part of the server could tell them.
#[derive(Debug, Clone, Default)]
pub struct Tokens(Vec<(Hash, Scope)>);

#[derive(Clone)]
struct Hash([u8; 32]);

impl std::fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("…")
    }
}

/// A text is no list of tokens. The message does not quote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// A word behind a token is no scope.
    #[error(
        "line {line}: `{word}` is no scope: a line is `TOKEN read`, `TOKEN write` or `TOKEN admin`"
    )]
    Scope {
        /// The line, from one.
        line: usize,
        /// The word.
        word: String,
    },
    /// A line has more than a token and a scope.
    #[error("line {0}: more than a token and its scope")]
    TooMany(usize),
    /// A token that can be guessed.
    #[error(
        "line {line}: the token is shorter than {SHORTEST} characters: `openssl rand -hex 32` makes a good one"
    )]
    Short {
        /// The line, from one.
        line: usize,
    },
    /// There is none.
    #[error("there is no token in it")]
    Empty,
}

/// A token of fewer characters can be found by trying.
const SHORTEST: usize = 16;

impl Tokens {
    /// Reads one token a line, followed by its scope, or by nothing for `write`. Lines that begin with `#` are comments.
    ///
    /// # Errors
    ///
    /// See [`TokenError`].
    ///
    /// # Example
    ///
    /// ```
    /// use comity::server::Tokens;
    ///
    /// assert!(Tokens::parse("# the importer\n0b6e7f5a1d2c4e38 write\n").is_ok());
    /// assert!(Tokens::parse("secret").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let mut tokens = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            let mut words = text.split_whitespace();
            let Some(token) = words.next().filter(|token| !token.starts_with('#')) else {
                continue;
            };
            let scope = match words.next() {
                None | Some("write") => Scope::Write,
                Some("read") => Scope::Read,
                Some("admin") => Scope::Admin,
                Some(word) => return Err(TokenError::Scope { line, word: word.to_owned() }),
            };
            if words.next().is_some() {
                return Err(TokenError::TooMany(line));
            }
            if token.len() < SHORTEST {
                return Err(TokenError::Short { line });
            }
            tokens.push((Hash(Sha256::digest(token).into()), scope));
        }
        if tokens.is_empty() { Err(TokenError::Empty) } else { Ok(Self(tokens)) }
    }

    /// Whether anybody may do what needs a scope.
    #[must_use]
    pub fn allow(&self, scope: Scope) -> bool {
        self.0.iter().any(|(_, granted)| *granted >= scope)
    }

    /// Lets a request pass that carries a token of the scope.
    pub(super) fn ensure(&self, headers: &HeaderMap, scope: Scope) -> Result<(), Problem> {
        if !self.allow(scope) {
            let detail = "this server only reads: it was started without a token for writing";
            return Err(Problem::new(StatusCode::FORBIDDEN, "read-only", detail));
        }
        match bearer(headers).map(|token| self.scope_of(token)) {
            Some(Some(granted)) if granted >= scope => Ok(()),
            Some(Some(_)) => {
                let detail = "the token does not allow this";
                Err(Problem::new(StatusCode::FORBIDDEN, "insufficient-scope", detail)
                    .challenging("Bearer error=\"insufficient_scope\""))
            }
            Some(None) => {
                let detail = "the token is not one of this server's";
                Err(Problem::new(StatusCode::UNAUTHORIZED, "invalid-token", detail)
                    .challenging("Bearer error=\"invalid_token\""))
            }
            None => {
                let detail = "this needs a token: send it as `Authorization: Bearer TOKEN`";
                Err(Problem::new(StatusCode::UNAUTHORIZED, "missing-token", detail)
                    .challenging("Bearer"))
            }
        }
    }

    /// The scope of a token. Takes the same time whichever it is: all are compared, each by its hash and to the end.
    fn scope_of(&self, token: &str) -> Option<Scope> {
        let presented: [u8; 32] = Sha256::digest(token).into();
        let mut found = None;
        for (Hash(hash), scope) in &self.0 {
            if bool::from(hash.ct_eq(&presented)) {
                found = found.max(Some(*scope));
            }
        }
        found
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITER: &str = "aaaaaaaaaaaaaaaaaaaa";
    const READER: &str = "bbbbbbbbbbbbbbbbbbbb";

    fn check(authorization: Option<&str>, expected: Option<u16>) {
        let tokens = Tokens::parse(&format!("{WRITER}\n\n# no more\n{READER} read\n")).unwrap();
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        }
        let status = tokens.ensure(&headers, Scope::Write).err().map(|problem| problem.status());
        assert_eq!(status.map(|status| status.as_u16()), expected, "{authorization:?}");
    }

    #[test]
    fn only_a_token_of_the_scope_lets_pass() {
        check(None, Some(401));
        check(Some("Basic YWRtaW46YWRtaW4="), Some(401));
        check(Some("Bearer"), Some(401));
        check(Some("Bearer aaaaaaaaaaaaaaaaaaa"), Some(401));
        check(Some(&format!("Bearer {READER}")), Some(403));
        check(Some(&format!("Bearer {WRITER}")), None);
        check(Some(&format!("bearer  {WRITER}")), None);
    }

    #[test]
    fn without_tokens_nobody_writes() {
        let problem = Tokens::default().ensure(&HeaderMap::new(), Scope::Write).unwrap_err();
        assert_eq!(problem.status(), StatusCode::FORBIDDEN);
    }

    #[test]
    fn a_file_of_tokens_is_read_strictly_and_never_shown() {
        let error = |text: &str| Tokens::parse(text).unwrap_err().to_string();
        assert!(error(&format!("{WRITER} wirte")).contains("`wirte` is no scope"));
        assert!(error(&format!("x\n{WRITER}")).contains("line 1"));
        assert!(error("# nothing\n").contains("no token"));
        assert!(error(&format!("{WRITER} write read")).contains("more than"));
        let shown = format!("{:?}", Tokens::parse(WRITER).unwrap());
        assert!(!shown.contains(WRITER) && shown.contains("Write"), "{shown}");
    }
}
