//! Packs the bundled graph: reads `data/` and `ontology/`, applies the rules of the direct edges, and
//! writes one compressed snapshot that the library includes.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "modules of the library, used in part"
)]

#[path = "src/vocab.rs"]
mod vocab;

#[path = "src/store"]
mod store {
    #[path = "snapshot/mod.rs"]
    pub mod snapshot;
}

#[path = "src/query"]
mod query {
    #[path = "derive.rs"]
    pub mod derive;
    #[path = "substitute.rs"]
    pub mod substitute;
}

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use oxrdf::{GraphName, NamedNode};
use oxttl::TurtleParser;

use store::snapshot::{Snapshot, SnapshotBuilder};

/// zstd's strongest level that needs no extra memory to read.
const COMPRESSION_LEVEL: i32 = 19;

fn main() -> Result<(), Box<dyn Error>> {
    for input in ["data", "ontology", "src/vocab.rs", "src/store/snapshot", "src/query", "build.rs"]
    {
        println!("cargo::rerun-if-changed={input}");
    }
    let statements = read_graphs()?;
    let rules = read_rules()?;
    let edges = query::derive::direct_edges(&statements, rules.iter().map(|(n, t)| (&**n, &**t)))?;
    let mut builder = SnapshotBuilder::default();
    for quad in statements.quads() {
        builder.add(quad.as_ref());
    }
    for quad in &edges {
        builder.add(quad.as_ref());
    }
    let bytes = zstd::encode_all(&*builder.finish().to_bytes(), COMPRESSION_LEVEL)?;
    let target = Path::new(&env::var("OUT_DIR")?).join("bundle.snapshot.zst");
    fs::write(target, bytes)?;
    Ok(())
}

/// Every Turtle file of `data/` as the graph of its path, and `ontology/*.ttl` together as one graph.
fn read_graphs() -> Result<Arc<Snapshot>, Box<dyn Error>> {
    let mut builder = SnapshotBuilder::default();
    for path in files(Path::new("data"), "ttl")? {
        let name = path.strip_prefix("data")?.with_extension("");
        let graph = NamedNode::new(format!("{}{}", vocab::GRAPH, name.display()))?;
        read_turtle(&path, &graph, &mut builder)?;
    }
    for name in ["comity.ttl", "schemes.ttl"] {
        read_turtle(
            &Path::new("ontology").join(name),
            &vocab::GRAPH_ONTOLOGY.into(),
            &mut builder,
        )?;
    }
    Ok(Arc::new(builder.finish()))
}

fn read_turtle(
    path: &Path,
    graph: &NamedNode,
    builder: &mut SnapshotBuilder,
) -> Result<(), Box<dyn Error>> {
    let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    for triple in TurtleParser::new().for_slice(&text) {
        let triple = triple.map_err(|error| format!("{}: {error}", path.display()))?;
        builder.add(triple.in_graph(GraphName::from(graph.clone())).as_ref());
    }
    Ok(())
}

fn read_rules() -> Result<Vec<(String, String)>, Box<dyn Error>> {
    files(Path::new("ontology/rules/edges"), "rq")?
        .into_iter()
        .map(|path| Ok((path.display().to_string(), fs::read_to_string(&path)?)))
        .collect()
}

/// All files below a folder with an extension, in order of their paths.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
