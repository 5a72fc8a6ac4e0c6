//! Who works next: a bounded number at the same time, a bounded number waiting, and each client in its turn.
//!
//! A client with many requests waits behind itself, not before others: places that become free go round the clients.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

/// How many may work, how many may wait, and who does.
#[derive(Debug)]
pub(super) struct Gate {
    queue: Mutex<Queue>,
    /// How many requests may wait.
    longest: usize,
    /// How long one waits.
    patience: Duration,
}

#[derive(Debug)]
struct Queue {
    free: usize,
    /// Clients with requests that wait, whose turn is next first.
    clients: VecDeque<(IpAddr, VecDeque<oneshot::Sender<Place>>)>,
}

/// A place among those who work; free for the next when it is dropped.
#[derive(Debug)]
pub(super) struct Place(Arc<Gate>);

/// There is no place, or none came free in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl Gate {
    pub(super) fn new(places: usize, longest: usize, patience: Duration) -> Arc<Self> {
        let queue = Mutex::new(Queue { free: places, clients: VecDeque::new() });
        Arc::new(Self { queue, longest, patience })
    }

    /// Waits for a place.
    pub(super) async fn enter(self: &Arc<Self>, client: IpAddr) -> Result<Place, Full> {
        let place = {
            let mut queue = self.queue();
            if queue.free > 0 {
                queue.free -= 1;
                return Ok(Place(Arc::clone(self)));
            }
            if queue.waiting() >= self.longest {
                return Err(Full);
            }
            queue.wait(client)
        };
        match tokio::time::timeout(self.patience, place).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Full),
        }
    }

    /// How many requests wait.
    pub(super) fn waiting(&self) -> usize {
        self.queue().waiting()
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a place to whose turn it is, or keeps it free.
    fn pass_on(self: &Arc<Self>) {
        loop {
            let next = {
                let mut queue = self.queue();
                let next = queue.next();
                queue.free += usize::from(next.is_none());
                next
            };
            let Some(next) = next else { return };
            match next.send(Place(Arc::clone(self))) {
                Ok(()) => return,
                // Who waited has gone: the place is for the next.
                Err(place) => std::mem::forget(place),
            }
        }
    }
}

impl Queue {
    fn waiting(&self) -> usize {
        self.clients
            .iter()
            .flat_map(|(_, places)| places)
            .filter(|place| !place.is_closed())
            .count()
    }

    fn wait(&mut self, client: IpAddr) -> oneshot::Receiver<Place> {
        let (sender, receiver) = oneshot::channel();
        match self.clients.iter_mut().find(|(known, _)| *known == client) {
            Some((_, places)) => places.push_back(sender),
            None => self.clients.push_back((client, [sender].into())),
        }
        receiver
    }

    /// Who is next; the client goes to the end of the round.
    fn next(&mut self) -> Option<oneshot::Sender<Place>> {
        let (client, mut places) = self.clients.pop_front()?;
        let next = places.pop_front();
        if !places.is_empty() {
            self.clients.push_back((client, places));
        }
        next
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.pass_on();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const SECOND: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[tokio::test(flavor = "current_thread")]
    async fn places_go_round_the_clients() {
        let gate = Gate::new(1, 10, Duration::from_secs(60));
        let place = gate.enter(FIRST).await.unwrap();
        let served = Arc::new(Mutex::new(Vec::new()));
        let mut waiting = Vec::new();
        for (client, name) in [(FIRST, "a"), (FIRST, "b"), (FIRST, "c"), (SECOND, "d")] {
            let (gate, served) = (Arc::clone(&gate), Arc::clone(&served));
            waiting.push(tokio::spawn(async move {
                let _place = gate.enter(client).await.unwrap();
                served.lock().unwrap().push(name);
            }));
            tokio::task::yield_now().await;
        }
        assert_eq!(gate.waiting(), 4);
        drop(place);
        for task in waiting {
            task.await.unwrap();
        }
        assert_eq!(*served.lock().unwrap(), ["a", "d", "b", "c"]);
        assert_eq!(gate.queue().free, 1);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn whoever_finds_the_queue_full_is_turned_away() {
        let gate = Gate::new(1, 1, Duration::from_secs(60));
        let place = gate.enter(FIRST).await.unwrap();
        let waits = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.enter(FIRST).await.map(drop) }
        });
        tokio::task::yield_now().await;
        assert_eq!(gate.enter(SECOND).await.map(drop), Err(Full));
        drop(place);
        assert_eq!(waits.await.unwrap(), Ok(()));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_place_is_not_lost_to_one_who_has_gone() {
        let gate = Gate::new(1, 1, Duration::ZERO);
        let place = gate.enter(FIRST).await.unwrap();
        assert_eq!(gate.enter(SECOND).await.map(drop), Err(Full));
        drop(place);
        assert!(gate.enter(SECOND).await.is_ok());
    }
}
