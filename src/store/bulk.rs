//! Filling graphs aside, whatever their size, and putting them in the place of those before.

use oxigraph::store::BulkLoader;
use oxrdf::{GraphName, NamedNode, Quad};
use rustc_hash::FxHashMap;

use super::StoreError;
use super::current::CurrentGraphs;
use super::disk::DiskStore;

/// About how much memory the loader may use for what it has not written yet. With less it writes more files, which RocksDB
/// has to merge.
const MEGABYTES: usize = 448;

/// Graphs that are being filled; nobody sees them before they are published.
pub struct BulkGraphs<'s> {
    disk: &'s DiskStore,
    current: CurrentGraphs,
    /// The name under which each graph is stored.
    physical: FxHashMap<NamedNode, NamedNode>,
    loader: BulkLoader<'s>,
}

impl<'s> BulkGraphs<'s> {
    pub(super) fn new(disk: &'s DiskStore) -> Result<Self, StoreError> {
        // What an import that did not end left behind must not be taken for a part of this one.
        disk.clear_leftovers()?;
        let loader = disk
            .quads()
            .bulk_loader()
            .without_atomicity()
            .with_max_memory_size_in_megabytes(MEGABYTES);
        Ok(Self { disk, current: disk.current()?, physical: FxHashMap::default(), loader })
    }

    /// The graphs that are being filled, in order.
    #[must_use]
    pub fn graphs(&self) -> Vec<NamedNode> {
        let mut graphs: Vec<NamedNode> = self.physical.keys().cloned().collect();
        graphs.sort();
        graphs
    }

    /// Loads quads, each into a fresh graph aside of the one that it names. They may repeat.
    ///
    /// # Errors
    ///
    /// When one of the quads is an error, or cannot be written.
    pub fn load<E: From<StoreError>>(
        &mut self,
        quads: impl IntoIterator<Item = Result<Quad, E>>,
    ) -> Result<(), E> {
        let mut given = None;
        let quads = quads.into_iter().map_while(|quad| match quad {
            Ok(mut quad) => {
                if let GraphName::NamedNode(graph) = &mut quad.graph_name {
                    *graph = match self.physical.get(graph) {
                        Some(physical) => physical.clone(),
                        None => {
                            let physical = self.current.next_name(graph);
                            self.physical.insert(graph.clone(), physical.clone());
                            physical
                        }
                    };
                }
                Some(quad)
            }
            Err(error) => {
                given = Some(error);
                None
            }
        });
        let loaded = self.loader.load_quads(quads);
        match given {
            Some(error) => Err(error),
            None => loaded.map_err(|error| self.disk.failed(error).into()),
        }
    }

    /// Takes along what a graph holds now, so that what is loaded adds to it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written.
    pub fn keep(&mut self, graph: &NamedNode) -> Result<(), StoreError> {
        let disk = self.disk;
        let stored = self.current.physical(graph);
        let quads = disk.quads().quads_for_pattern(None, None, None, Some(stored.as_ref().into()));
        self.load(quads.map(|quad| {
            let Quad { subject, predicate, object, .. } =
                quad.map_err(|error| disk.failed(error))?;
            Ok::<_, StoreError>(Quad::new(subject, predicate, object, graph.clone()))
        }))
    }

    /// Makes the graphs the current ones of their names, and clears those before. Other readers of the store see the new
    /// ones when they open it again.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; the graphs before are current then.
    pub fn publish(self) -> Result<(), StoreError> {
        self.loader.commit().map_err(|error| self.disk.failed(error))?;
        self.disk.publish(&self.physical)
    }

    /// Gives up what was loaded.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; what is left behind is seen by nobody, and cleared later.
    pub fn discard(self) -> Result<(), StoreError> {
        drop(self.loader);
        self.disk.clear_leftovers()
    }
}
