//! `comity dump`: the data as RDF.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use oxrdf::{NamedNode, Quad};
use oxrdfio::{RdfFormat, RdfSerializer};

use super::Outcome;
use super::args::{DumpArguments, Source};
use crate::query::labels::PREFIXES;
use crate::store::snapshot::{GraphFilter, Pattern, Snapshot};

pub(super) fn run(source: &Source, arguments: &DumpArguments) -> anyhow::Result<Outcome> {
    let snapshot = source.open()?.snapshot();
    let format = format(arguments)?;
    if arguments.graph.is_none() && !format.supports_datasets() {
        bail!(
            "{} holds one graph: name it with `--graph IRI`, or choose nquads, trig or jsonld",
            format.name()
        );
    }
    let quads = quads(&snapshot, arguments.graph.as_ref())?;
    match arguments.output.as_deref().filter(|path| *path != Path::new("-")) {
        None => write(quads, format, io::stdout().lock())?,
        Some(path) => {
            let file = File::create(path).with_context(|| format!("`{}`", path.display()))?;
            write(quads, format, file).with_context(|| format!("`{}`", path.display()))?;
        }
    }
    Ok(Outcome::Answered)
}

fn format(arguments: &DumpArguments) -> anyhow::Result<RdfFormat> {
    if let Some(format) = arguments.format {
        return Ok(format.into());
    }
    let default = if arguments.graph.is_some() { RdfFormat::Turtle } else { RdfFormat::NQuads };
    let Some(path) = arguments.output.as_deref().filter(|path| *path != Path::new("-")) else {
        return Ok(default);
    };
    match path.extension().map(|extension| extension.to_string_lossy()) {
        None => Ok(default),
        Some(extension) => RdfFormat::from_extension(&extension).with_context(|| {
            format!(
                "`{}`: its ending tells no RDF format; name one with `--format`",
                path.display()
            )
        }),
    }
}

/// The quads to write, in the order of the snapshot, which depends on the data alone.
fn quads(
    snapshot: &Arc<Snapshot>,
    graph: Option<&NamedNode>,
) -> anyhow::Result<Box<dyn Iterator<Item = Quad>>> {
    let Some(graph) = graph else { return Ok(Box::new(snapshot.quads())) };
    let Some(id) = snapshot.dictionary().id_of(graph.as_ref().into()) else {
        bail!("there is no graph <{}>: `comity stats` lists the graphs", graph.as_str());
    };
    let pattern = Pattern { graph: Some(id), ..Pattern::default() };
    let mut quads = snapshot.quads_in(pattern, GraphFilter::All).peekable();
    if quads.peek().is_none() {
        bail!("there is no graph <{}>: `comity stats` lists the graphs", graph.as_str());
    }
    Ok(Box::new(quads))
}

fn write(
    quads: impl Iterator<Item = Quad>,
    format: RdfFormat,
    out: impl Write,
) -> anyhow::Result<()> {
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, iri) in PREFIXES {
        serializer = serializer.with_prefix(prefix, iri)?;
    }
    let mut writer = serializer.for_writer(BufWriter::new(out));
    for quad in quads {
        if format.supports_datasets() {
            writer.serialize_quad(&quad)?;
        } else {
            writer.serialize_triple(&oxrdf::Triple::from(quad))?;
        }
    }
    writer.finish()?.flush()?;
    Ok(())
}
