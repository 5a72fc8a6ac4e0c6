//! Loading RDF files of any size: read once to be judged, and a second time into the store.
//!
//! A change that fits into memory is one transaction, and the version that it leads to is known at once. Larger files go by
//! the bulk loader into fresh graphs that take the places of those before in one small step, as an import's do. Since they
//! were read to the end before, an error in the last line is found before the first quad is written.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::PathBuf;

use oxrdf::{GraphName, Quad};
use sha2::{Digest, Sha256};

use super::rdf::{Document, LoadError, Options};
use crate::store::{BulkGraphs, Store};
use crate::vocab;

/// How many quads are held in memory at most.
const HELD: u64 = 500_000;

/// Files that were read to the end, and are of their formats.
#[derive(Debug)]
pub struct Survey {
    documents: Vec<(Document, Vec<u8>)>,
    /// Quads in the files.
    pub quads: u64,
}

impl Survey {
    /// Reads files to the end, and keeps nothing of them but the hash of each. O(size of the files) time.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, or is not of its format; the message names file, line and column.
    pub fn of(paths: &[PathBuf], options: &Options) -> Result<Self, LoadError> {
        let mut survey = Self { documents: Vec::new(), quads: 0 };
        for path in paths {
            let document = Document::new(path, options)?;
            let mut text = Hashed { reader: document.open()?, hasher: Sha256::new() };
            for quad in document.parser().for_reader(&mut text) {
                let quad = quad.map_err(|error| document.syntax_error(&error))?;
                if let GraphName::NamedNode(graph) = &quad.graph_name {
                    document.ensure_loadable(graph)?;
                }
                survey.quads += 1;
            }
            // What stands behind the end of a document is a part of the file's bytes.
            io::copy(&mut text, &mut io::sink()).map_err(|source| document.io(source))?;
            survey.documents.push((document, text.hasher.finalize().to_vec()));
        }
        Ok(survey)
    }

    /// Whether the files are few enough quads to be loaded in one transaction.
    #[must_use]
    pub fn fits_memory(&self) -> bool {
        self.quads <= HELD
    }

    /// Loads the files into fresh graphs, which then take the places of those before in one step. Memory does not grow with
    /// the files, but for the names of graphs and, in formats other than N-Triples and N-Quads, of blank nodes. The store
    /// shows the new graphs when it is read again.
    ///
    /// # Errors
    ///
    /// See [`LoadError`]; the store is as it was then.
    pub fn load(&self, store: &Store, options: &Options) -> Result<(), LoadError> {
        let mut bulk = store.bulk()?;
        match self.fill(store, &mut bulk, options) {
            Ok(()) => Ok(bulk.publish()?),
            Err(error) => {
                bulk.discard()?;
                Err(error)
            }
        }
    }

    fn fill(
        &self,
        store: &Store,
        bulk: &mut BulkGraphs<'_>,
        options: &Options,
    ) -> Result<(), LoadError> {
        let is_derived = |quad: &Quad| quad.graph_name == vocab::GRAPH_DERIVED.into();
        for (document, hash) in &self.documents {
            let mut skolem = document.skolem(hash);
            let mut filled = BTreeSet::new();
            let quads = document.parser().for_reader(document.open()?).filter_map(|quad| {
                let quad = match quad {
                    Ok(quad) => skolem.quad(quad),
                    Err(error) => return Some(Err(document.syntax_error(&error))),
                };
                if store.derives_edges() && is_derived(&quad) {
                    return None;
                }
                if let GraphName::NamedNode(graph) = &quad.graph_name
                    && !filled.contains(graph)
                {
                    filled.insert(graph.clone());
                }
                Some(Ok(quad))
            });
            bulk.load(quads)?;
            bulk.load(filled.into_iter().map(|graph| Ok::<_, LoadError>(document.note(graph))))?;
        }
        for graph in bulk.graphs() {
            if !options.replace || graph.as_ref() == vocab::GRAPH_LOADS {
                bulk.keep(&graph)?;
            }
        }
        Ok(())
    }
}

/// A reader that hashes what it reads.
struct Hashed<R> {
    reader: R,
    hasher: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}
