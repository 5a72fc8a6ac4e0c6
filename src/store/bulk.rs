//! Filling a graph aside, whatever its size, and putting it in the place of the one before.

use oxigraph::store::BulkLoader;
use oxrdf::{NamedNode, Quad};

use super::StoreError;
use super::disk::DiskStore;

/// About how much memory the loader may use for what it has not written yet.
const MEGABYTES: usize = 192;

/// A graph that is being filled; nobody sees it before it is published.
pub struct BulkGraph<'s> {
    disk: &'s DiskStore,
    graph: NamedNode,
    physical: NamedNode,
    loader: BulkLoader<'s>,
}

impl<'s> BulkGraph<'s> {
    pub(super) fn new(disk: &'s DiskStore, graph: &NamedNode) -> Result<Self, StoreError> {
        let physical = disk.next_name(graph)?;
        let loader = disk
            .quads()
            .bulk_loader()
            .without_atomicity()
            .with_max_memory_size_in_megabytes(MEGABYTES);
        Ok(Self { disk, graph: graph.clone(), physical, loader })
    }

    /// The graph name that the quads to be loaded must have.
    #[must_use]
    pub fn name(&self) -> &NamedNode {
        &self.physical
    }

    /// Loads quads of the graph's name. They may repeat.
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
            Ok(quad) => Some(quad),
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

    /// Makes the graph the current one of its name, and clears the one before. Other readers of the store see the new
    /// one when they open it again.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; the graph before is current then.
    pub fn publish(self) -> Result<(), StoreError> {
        self.loader.commit().map_err(|error| self.disk.failed(error))?;
        self.disk.publish(&self.graph, &self.physical)
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
