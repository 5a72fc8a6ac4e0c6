//! The one who writes: from before it reads what it rests on until its change is seen.

use std::sync::{Arc, MutexGuard};

use super::disk::DiskStore;
use super::snapshot::Snapshot;
use super::{Draft, Store, StoreError};

/// A change that is being made, and the right to make it. Dropped without [`Writer::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Writer<'s> {
    store: &'s Store,
    disk: &'s DiskStore,
    draft: Draft,
    _turn: MutexGuard<'s, ()>,
}

impl<'s> Writer<'s> {
    pub(super) fn new(
        store: &'s Store,
        disk: &'s DiskStore,
        draft: Draft,
        turn: MutexGuard<'s, ()>,
    ) -> Self {
        Self { store, disk, draft, _turn: turn }
    }

    /// The change so far.
    pub fn draft(&mut self) -> &mut Draft {
        &mut self.draft
    }

    /// Writes the change in one transaction, durable when this returns, and shows it to all later reads.
    ///
    /// # Errors
    ///
    /// When the direct edges cannot be made, or the store cannot be written; nothing has changed then.
    pub fn commit(mut self) -> Result<Arc<Snapshot>, StoreError> {
        let next = self.draft.snapshot()?;
        if next.version() != self.store.snapshot().version() {
            self.disk.commit(self.draft.edit())?;
            self.store.show(Arc::clone(&next));
        }
        Ok(next)
    }
}
