//! `comity serve`: starts the server.

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use super::Outcome;
use super::args::{ServeArguments, Source};
use super::output::say;
use crate::server::{Settings, serve};

pub(super) fn run(source: &Source, arguments: &ServeArguments) -> anyhow::Result<Outcome> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let store = source.open_or_make(crate::store::Access::Read)?;
    let settings =
        Settings { default_graph: arguments.default_graph.into(), timeout: arguments.timeout };
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
        say(&greeting(snapshot.len(), &format!("http://{address}")));
        serve(listener, store, settings).await.context("the server stopped")
    })?;
    Ok(Outcome::Answered)
}

fn greeting(quads: usize, base: &str) -> String {
    format!(
        "Comity serves {quads} quads at {base}/\n\
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
