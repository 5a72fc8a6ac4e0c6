//! `comity serve`: starts the server.

use std::path::Path;

use anyhow::{Context, bail};
use tracing_subscriber::EnvFilter;

use super::Outcome;
use super::args::{ServeArguments, Source};
use super::output::say;
use crate::server::{Scope, Settings, Tokens, serve};
use crate::store::Access;

pub(super) fn run(source: &Source, arguments: &ServeArguments) -> anyhow::Result<Outcome> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let tokens = tokens(arguments.token_file.as_deref())?;
    let writes = tokens.allow(Scope::Write);
    if writes && source.directory().is_none() {
        bail!(
            "a token lets clients write, and the bundled graph cannot be changed: name a store with `--store DIR`"
        );
    }
    let store = source.open_or_make(if writes { Access::Write } else { Access::Read })?;
    let settings = Settings {
        default_graph: arguments.default_graph.into(),
        timeout: arguments.timeout,
        tokens,
        public_url: arguments.public_url.clone(),
        origins: arguments.cors_origin.clone(),
        maximum_upload: usize::from(arguments.max_upload) * 1024 * 1024,
    };
    let snapshot = store.snapshot();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the server's threads cannot be started")?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(arguments.bind).await.with_context(|| {
            format!("cannot listen on {}: choose another address with `--bind`", arguments.bind)
        })?;
        let address = listener.local_addr().context("the address is unknown")?;
        say(&greeting(snapshot.len(), &format!("http://{address}"), writes));
        drop(snapshot);
        serve(listener, store, settings).await.context("the server stopped")
    })?;
    Ok(Outcome::Answered)
}

/// The tokens of the file and of the environment.
fn tokens(file: Option<&Path>) -> anyhow::Result<Tokens> {
    let mut lines = std::env::var(TOKEN_VARIABLE).unwrap_or_default();
    if !lines.is_empty() {
        Tokens::parse(&lines).context(TOKEN_VARIABLE)?;
    }
    if let Some(file) = file {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("`{}`", file.display()))?;
        Tokens::parse(&text).with_context(|| format!("`{}`", file.display()))?;
        lines = format!("{lines}\n{text}");
    }
    if lines.is_empty() { Ok(Tokens::default()) } else { Ok(Tokens::parse(&lines)?) }
}

/// The environment variable with tokens.
const TOKEN_VARIABLE: &str = "COMITY_TOKEN";

fn greeting(quads: usize, base: &str, writes: bool) -> String {
    let writing = if writes {
        "clients with a token may write"
    } else {
        "read-only: no token lets clients write (`--token-file`)"
    };
    format!(
        "Comity serves {quads} quads at {base}/\n\
         {writing}\n\
         \n\
         open {base}/ in a browser, or ask in a shell:\n\
         \n\
         curl -s {base}/sparql -H 'Accept: text/csv' --data-urlencode \\\n  \
         'query=PREFIX cmt: <https://w3id.org/comity/ontology#>\n  \
         SELECT ?organisation WHERE {{ <https://w3id.org/comity/id/state/BLR> cmt:memberOf ?organisation }}'\n\
         \n\
         Ctrl-C stops the server"
    )
}
