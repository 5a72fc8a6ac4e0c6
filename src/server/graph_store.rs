//! `/store`: the SPARQL 1.1 Graph Store Protocol.
//!
//! A graph is named by `?graph=IRI`, is the store's own default graph by `?default`, or is named by the address itself
//! below `/store/`. `/store` alone is the whole dataset for formats that can hold one; a graph posted there gets a name.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use oxrdf::{BlankNode, GraphName, NamedNode, Quad, Term, Triple};
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfParseError, RdfParser};

use super::answer::{Bounded, Format, too_large, with_prefixes};
use super::body::{MediaType, read, unsupported};
use super::form::{graph, pairs};
use super::freshness::{Tag, stamp};
use super::multipart::parts;
use super::negotiate::{GRAPHS, choose};
use super::problem::Problem;
use super::tokens::Scope;
use super::work::bounded;
use super::writing::{Validation, Written, ensure_unchanged, write};
use super::{COMPLETENESS, Shared};
use crate::import::entities::ensure_bounded;
use crate::query::Snapshot;
use crate::store::Draft;
use crate::store::snapshot::{DEFAULT_GRAPH_ID, GraphFilter, Pattern};

/// Formats that are read, by media type.
pub(super) const INPUTS: [(&str, RdfFormat); 9] = [
    ("text/turtle", RdfFormat::Turtle),
    ("application/x-turtle", RdfFormat::Turtle),
    ("application/n-triples", RdfFormat::NTriples),
    ("text/plain", RdfFormat::NTriples),
    ("application/rdf+xml", RdfFormat::RdfXml),
    ("application/xml", RdfFormat::RdfXml),
    ("application/ld+json", RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
    ("application/trig", RdfFormat::TriG),
    ("application/n-quads", RdfFormat::NQuads),
];

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// The store's own default graph.
    Default,
    Named(NamedNode),
    /// The whole dataset.
    Dataset,
}

impl Target {
    fn graph(&self) -> Option<GraphName> {
        match self {
            Self::Default => Some(GraphName::DefaultGraph),
            Self::Named(node) => Some(node.clone().into()),
            Self::Dataset => None,
        }
    }

    fn is_there(&self, snapshot: &Snapshot) -> bool {
        match self {
            Self::Default | Self::Dataset => true,
            Self::Named(node) => snapshot
                .dictionary()
                .id_of(node.as_ref().into())
                .is_some_and(|id| snapshot.has_named_graph(id)),
        }
    }

    fn tag(&self, snapshot: &Snapshot, media_type: &str) -> Tag {
        Tag::new(snapshot.version(), &[&format!("{self:?}"), media_type])
    }

    /// The tags of the graph's current state in all formats; none if it is not there.
    fn tags(&self, snapshot: &Snapshot) -> Vec<Tag> {
        if !self.is_there(snapshot) {
            return Vec::new();
        }
        GRAPHS.iter().map(|(media_type, _)| self.tag(snapshot, media_type)).collect()
    }

    fn missing(&self) -> Problem {
        let detail = match self {
            Self::Named(node) => format!("there is no graph {node}"),
            Self::Default | Self::Dataset => "there is no such graph".to_owned(),
        };
        Problem::new(StatusCode::NOT_FOUND, "no-such-graph", detail)
    }
}

/// A request, once its address is understood.
struct Request {
    target: Target,
    validation: Validation,
    /// The address that was asked, which relative IRIs are resolved against where the graph has no name.
    address: String,
}

impl Request {
    fn read(
        shared: &Shared,
        uri: &Uri,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Result<Self, Problem> {
        let address = shared.address(headers, uri.path());
        let is_direct = uri.path().len() > "/store/".len();
        let (mut targets, mut validate) = (Vec::new(), None);
        for (name, value) in pairs(query.unwrap_or_default().as_bytes())? {
            match name.as_str() {
                "default" if value.is_empty() => targets.push(Target::Default),
                "graph" => targets.push(Target::Named(graph(&value)?)),
                "validate" => validate = Some(value),
                other => {
                    let detail = format!(
                        "`{other}` is not understood here: `default`, `graph=IRI` and `validate` are"
                    );
                    return Err(Problem::bad_request("parameter", detail));
                }
            }
        }
        if is_direct {
            targets.push(Target::Named(graph(&address)?));
        }
        if targets.len() > 1 {
            let detail = "the request names more than one graph";
            return Err(Problem::bad_request("duplicate-parameter", detail));
        }
        let target = targets.pop().unwrap_or(Target::Dataset);
        Ok(Self { target, validation: Validation::parse(validate.as_deref())?, address })
    }

    fn base(&self) -> &str {
        match &self.target {
            Target::Named(node) => node.as_str(),
            Target::Default | Target::Dataset => &self.address,
        }
    }
}

/// `GET` and `HEAD`: a graph, or the dataset.
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Request { target, .. } = Request::read(&shared, &uri, query.as_deref(), &headers)?;
    let offers: Vec<(&'static str, RdfFormat)> = GRAPHS
        .into_iter()
        .filter(|(_, format)| target != Target::Dataset || format.supports_datasets())
        .collect();
    let (media_type, format) =
        *choose(&headers, &offers).ok_or_else(|| Problem::not_acceptable(&offers))?;
    let snapshot = shared.store.snapshot();
    if !target.is_there(&snapshot) {
        return Err(target.missing());
    }
    let tag = target.tag(&snapshot, media_type);
    if tag.is_known_to(&headers) {
        return Ok(tag.not_modified(snapshot.version()));
    }
    let version = snapshot.version();
    let bytes = bounded(&shared, None, move |deadline| {
        deadline.bound(|| serialise(&snapshot, &target, format))?
    })
    .await?;
    let mut response = bytes.into_response();
    let fields = response.headers_mut();
    let content_type = Format::Graph(media_type, format).media_type();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    fields.insert(COMPLETENESS, HeaderValue::from_static("complete"));
    stamp(fields, Some(&tag), version);
    Ok(response)
}

fn serialise(
    snapshot: &Arc<Snapshot>,
    target: &Target,
    format: RdfFormat,
) -> Result<Vec<u8>, Problem> {
    let id = match target {
        Target::Dataset => None,
        Target::Default => Some(DEFAULT_GRAPH_ID),
        Target::Named(node) => snapshot.dictionary().id_of(node.as_ref().into()),
    };
    let pattern = Pattern { graph: id, ..Pattern::default() };
    let mut writer = with_prefixes(format).for_writer(Bounded::default());
    for quad in snapshot.quads_in(pattern, GraphFilter::All) {
        match target {
            Target::Dataset => writer.serialize_quad(&quad),
            Target::Default | Target::Named(_) => writer.serialize_triple(&Triple::from(quad)),
        }
        .map_err(|error| too_large(&error))?;
    }
    Ok(writer.finish().map_err(|error| too_large(&error))?.bytes)
}

/// `PUT`: the graph is what the body says, and nothing else.
pub(super) async fn put(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    upload(&shared, &uri, query.as_deref(), headers, body, true).await
}

/// `POST`: the graph has what the body says, too.
pub(super) async fn post(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    upload(&shared, &uri, query.as_deref(), headers, body, false).await
}

/// `DELETE`: the graph is gone; of the default graph, its contents; of the dataset, everything.
pub(super) async fn delete(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    shared.settings.tokens.ensure(&headers, Scope::Write)?;
    let request = Request::read(&shared, &uri, query.as_deref(), &headers)?;
    let target = request.target;
    let written = write(&shared, None, request.validation, move |draft, _| {
        let tags = target.tags(&*draft.snapshot()?);
        ensure_unchanged(&headers, &tags)?;
        if tags.is_empty() { Err(target.missing()) } else { remove(draft, &target) }
    })
    .await?;
    Ok(written.response(StatusCode::NO_CONTENT))
}

fn remove(draft: &mut Draft, target: &Target) -> Result<(), Problem> {
    match target {
        Target::Default => draft.clear(&GraphName::DefaultGraph)?,
        Target::Named(node) => draft.drop_graph(&node.clone().into())?,
        Target::Dataset => {
            draft.clear(&GraphName::DefaultGraph)?;
            draft.changeable_graphs().iter().try_for_each(|graph| draft.drop_graph(graph))?;
        }
    }
    Ok(())
}

async fn upload(
    shared: &Arc<Shared>,
    uri: &Uri,
    query: Option<&str>,
    headers: HeaderMap,
    body: Body,
    replaces: bool,
) -> Result<Response, Problem> {
    shared.settings.tokens.ensure(&headers, Scope::Write)?;
    let mut request = Request::read(shared, uri, query, &headers)?;
    let payload = Payload::read(&headers, body, shared.settings.maximum_upload).await?;
    let mut location = None;
    if request.target == Target::Dataset && !(payload.holds_datasets()) {
        if replaces {
            let detail = "name the graph by `?graph=IRI` or `?default`, or send a dataset";
            return Err(Problem::bad_request("missing-graph", detail));
        }
        let named = new_name(shared, &headers)?;
        location = Some(named.clone());
        request.target = Target::Named(named);
    }
    let target = request.target.clone();
    let base = request.base().to_owned();
    let written = write(shared, None, request.validation, move |draft, _| {
        let tags = target.tags(&*draft.snapshot()?);
        ensure_unchanged(&headers, &tags)?;
        let quads = payload.quads(&target, &base)?;
        let is_there = !tags.is_empty();
        if replaces && is_there {
            empty(draft, &target)?;
        }
        if let Target::Named(node) = &target {
            draft.create(node.clone().into())?;
        }
        quads.into_iter().try_for_each(|quad| draft.insert(quad))?;
        Ok(!is_there)
    })
    .await?;
    Ok(uploaded(written, location))
}

fn uploaded(written: Written<bool>, location: Option<NamedNode>) -> Response {
    let status = if written.made { StatusCode::CREATED } else { StatusCode::NO_CONTENT };
    let mut response = written.response(status);
    if let Some(location) = location
        && let Ok(location) = HeaderValue::from_str(location.as_str())
    {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Takes away what a replacement replaces; a named graph stays, be it empty.
fn empty(draft: &mut Draft, target: &Target) -> Result<(), Problem> {
    match target.graph() {
        Some(graph) => Ok(draft.clear(&graph)?),
        None => remove(draft, target),
    }
}

/// A name that no graph has, at which it can be asked for.
fn new_name(shared: &Shared, headers: &HeaderMap) -> Result<NamedNode, Problem> {
    let unique = BlankNode::default();
    graph(&shared.address(headers, &format!("/store/{}", unique.as_str())))
}

/// What was sent, with the formats of its parts.
struct Payload {
    bytes: Bytes,
    /// The boundary between several parts.
    boundary: Option<String>,
    format: Option<RdfFormat>,
}

impl Payload {
    async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Self, Problem> {
        let media_type = MediaType::of(headers);
        let boundary = media_type.parameter("boundary").map(str::to_owned);
        let is_multipart = media_type.essence.starts_with("multipart/");
        let format = if is_multipart { None } else { Some(format_of(&media_type)?) };
        if is_multipart && boundary.as_ref().is_none_or(String::is_empty) {
            return Err(Problem::bad_request("multipart", "`Content-Type` names no boundary"));
        }
        let bytes = read(headers, body, most).await?;
        Ok(Self { bytes, boundary: boundary.filter(|_| is_multipart), format })
    }

    /// Whether it may name graphs of its own.
    fn holds_datasets(&self) -> bool {
        self.format.is_some_and(|format| matches!(format, RdfFormat::NQuads | RdfFormat::TriG))
    }

    fn quads(&self, target: &Target, base: &str) -> Result<Vec<Quad>, Problem> {
        let mut quads = Vec::new();
        match (&self.boundary, self.format) {
            (Some(boundary), _) => {
                for part in parts(&self.bytes, boundary)? {
                    let format = match &part.file_name {
                        Some(name) if part.media_type.essence.is_empty() => by_ending(name)?,
                        _ => format_of(&part.media_type)?,
                    };
                    parse(part.bytes, format, target, base, &mut quads)?;
                }
            }
            (None, Some(format)) => parse(&self.bytes, format, target, base, &mut quads)?,
            (None, None) => {}
        }
        Ok(quads)
    }
}

fn format_of(media_type: &MediaType) -> Result<RdfFormat, Problem> {
    media_type.ensure_utf8()?;
    let known = INPUTS.iter().find(|(name, _)| *name == media_type.essence);
    known.map(|(_, format)| *format).ok_or_else(|| {
        let types: Vec<&str> = INPUTS.iter().map(|(name, _)| *name).collect();
        let detail = format!(
            "`{}` is not read here: a graph comes as {}",
            media_type.essence,
            types.join(", ")
        );
        unsupported("media-type", detail)
    })
}

fn by_ending(file_name: &str) -> Result<RdfFormat, Problem> {
    let known = file_name
        .rsplit_once('.')
        .and_then(|(_, ending)| RdfFormat::from_extension(ending))
        .filter(|format| INPUTS.iter().any(|(_, known)| known == format));
    known.ok_or_else(|| {
        let detail = format!("the ending of `{file_name}` tells no format that is read here");
        unsupported("media-type", detail)
    })
}

/// Reads a document into the graph that is meant. Its blank nodes become new ones.
fn parse(
    bytes: &[u8],
    format: RdfFormat,
    target: &Target,
    base: &str,
    quads: &mut Vec<Quad>,
) -> Result<(), Problem> {
    if format == RdfFormat::RdfXml {
        ensure_bounded(bytes)
            .map_err(|error| Problem::bad_request("entities", error.to_string()))?;
    }
    let mut parser = RdfParser::from_format(format)
        .rename_blank_nodes()
        .with_base_iri(base)
        .map_err(|error| Problem::bad_request("graph", error.to_string()))?;
    if let Some(graph) = target.graph() {
        parser = parser.with_default_graph(graph).without_named_graphs();
    }
    for quad in parser.for_slice(bytes) {
        let quad = quad.map_err(|error| syntax(&RdfParseError::from(error), format))?;
        quads.push(not_too_deep(quad)?);
    }
    Ok(())
}

/// Refuses a triple term with too many inside each other. What is refused is taken apart step by step: to drop it as it is
/// would go as deep as it is nested.
fn not_too_deep(mut quad: Quad) -> Result<Quad, Problem> {
    let (mut depth, mut term) = (0, &quad.object);
    while let Term::Triple(triple) = term {
        (depth, term) = (depth + 1, &triple.object);
    }
    if depth <= DEEPEST {
        return Ok(quad);
    }
    while let Term::Triple(mut triple) = quad.object {
        quad.object = std::mem::replace(&mut triple.object, Term::from(BlankNode::default()));
    }
    let detail = format!("a triple term has more than {DEEPEST} others inside each other");
    Err(Problem::bad_request("nesting", detail))
}

/// How many triple terms may be inside each other.
const DEEPEST: usize = 100;

fn syntax(error: &RdfParseError, format: RdfFormat) -> Problem {
    let place = match error {
        RdfParseError::Syntax(error) => error.location().map(|range| range.start),
        RdfParseError::Io(_) => None,
    };
    let problem = Problem::bad_request("syntax", format!("not valid {}: {error}", format.name()));
    match place {
        Some(place) => problem.with("line", place.line + 1).with("column", place.column + 1),
        None => problem,
    }
}
