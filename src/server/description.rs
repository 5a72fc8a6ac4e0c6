//! What this endpoint can do, in the vocabulary of SPARQL 1.1 Service Description.

use std::fmt::Write;
use std::io;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use oxrdf::NamedOrBlankNode;
use oxrdfio::RdfFormat;

use super::Shared;
use super::answer::with_prefixes;
use super::freshness::{Tag, stamp};
use super::graph_store::INPUTS;
use super::negotiate::{GRAPHS, RESULTS, choose};
use super::problem::Problem;
use crate::query::Snapshot;
use crate::store::snapshot::DefaultGraph;

/// Describes the endpoint under the address that the client sees.
pub(super) fn describe(shared: &Shared, headers: &HeaderMap) -> Result<Response, Problem> {
    let (media_type, format) =
        choose(headers, &GRAPHS).ok_or_else(|| Problem::not_acceptable(&GRAPHS))?;
    let endpoint = shared.address(headers, "/sparql");
    let snapshot = shared.store.snapshot();
    let tag = Tag::new(snapshot.version(), &[&endpoint, media_type, "description"]);
    if tag.is_known_to(headers) {
        return Ok(tag.not_modified(snapshot.version()));
    }
    let turtle = description(shared, &snapshot, &endpoint);
    let body = reformat(&turtle, *format)
        .map_err(|_| Problem::internal("the service description cannot be written"))?;
    let mut response = body.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    stamp(fields, Some(&tag), snapshot.version());
    Ok(response)
}

fn description(shared: &Shared, snapshot: &Arc<Snapshot>, endpoint: &str) -> String {
    let mut turtle = format!(
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n\
         <{endpoint}> a sd:Service ; sd:endpoint <{endpoint}> ; sd:feature sd:EmptyGraphs ;\n\
         sd:supportedLanguage sd:SPARQL11Query ; sd:defaultDataset <{endpoint}#dataset> .\n\
         <{endpoint}#dataset> a sd:Dataset ; sd:defaultGraph <{endpoint}#default-graph> .\n\
         <{endpoint}#default-graph> a sd:Graph .\n"
    );
    let mut say = |property: &str, value: &dyn std::fmt::Display| {
        // Writing to a `String` cannot fail.
        let _ = writeln!(turtle, "<{endpoint}> sd:{property} {value} .");
    };
    if shared.settings.default_graph == DefaultGraph::Union {
        say("feature", &"sd:UnionDefaultGraph");
    }
    for (_, format) in RESULTS {
        say("resultFormat", &format!("<{}>", format.iri()));
    }
    for (_, format) in GRAPHS {
        say("resultFormat", &format!("<{}>", format.iri()));
    }
    if shared.is_writable() {
        say("supportedLanguage", &"sd:SPARQL11Update");
        for (_, format) in INPUTS {
            say("inputFormat", &format!("<{}>", format.iri()));
        }
    }
    for name in crate::query::functions::Functions::names() {
        say("extensionFunction", &name);
    }
    for graph in snapshot.named_graph_names() {
        if let NamedOrBlankNode::NamedNode(graph) = graph {
            let _ = writeln!(
                turtle,
                "<{endpoint}#dataset> sd:namedGraph [ a sd:NamedGraph ; sd:name {graph} ] ."
            );
        }
    }
    turtle
}

fn reformat(turtle: &str, format: RdfFormat) -> io::Result<Vec<u8>> {
    let mut writer = with_prefixes(format)
        .with_prefix("sd", "http://www.w3.org/ns/sparql-service-description#")
        .map_err(io::Error::other)?
        .for_writer(Vec::new());
    for triple in oxttl::TurtleParser::new().for_slice(turtle) {
        writer.serialize_triple(&triple.map_err(io::Error::other)?)?;
    }
    writer.finish()
}
