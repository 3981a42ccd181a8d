//! A bad network between two ZeroMQ peers.

mod faults;
mod message;
mod tap;

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use fastrand::Rng;
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
    time::sleep,
};

use self::{
    faults::Fate,
    message::{Messages, Piece},
};
pub use self::{faults::Faults, tap::Tap};

/// A proxy that loses, repeats, reorders, delays and cuts what passes, message by message and in both directions. The handshake
/// passes, so that there is a connection to spoil. It ends when it is dropped.
#[derive(Debug)]
pub struct BadNetwork {
    address: SocketAddr,
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

/// How many messages met which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// Came through once, in time or late.
    pub passed: usize,
    /// Lost.
    pub dropped: usize,
    /// Came twice.
    pub duplicated: usize,
    /// Came after a later one.
    pub reordered: usize,
    /// Of those that passed: came late.
    pub delayed: usize,
    /// Ended their connection.
    pub cut: usize,
}

#[derive(Debug)]
struct State {
    faults: Mutex<Faults>,
    fates: Mutex<Fates>,
}

impl BadNetwork {
    /// Listens on a free port of this machine and leads to `target`. The same seed draws the same lots for the same messages.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn to(target: SocketAddr, faults: Faults, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            faults: Mutex::new(faults),
            fates: Mutex::default(),
        });
        let accepting = tokio::spawn(accept(listener, target, state.clone(), seed));
        Ok(Self {
            address,
            state,
            accepting,
        })
    }

    /// Where peers connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on other faults happen; the default is none.
    pub fn change(&self, faults: Faults) {
        *self.state.faults.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// What happened so far.
    pub fn fates(&self) -> Fates {
        *self.state.fates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for BadNetwork {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, target: SocketAddr, state: Arc<State>, seed: u64) {
    // Dropped with this task, it ends the connections as well.
    let mut connections = JoinSet::new();
    for number in 0.. {
        let Ok((near, _)) = listener.accept().await else {
            return;
        };
        let state = state.clone();
        connections.spawn(async move {
            // However a connection ends, both peers see it closed.
            let _: io::Result<()> = connect(near, target, &state, seed.wrapping_add(number)).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn connect(near: TcpStream, target: SocketAddr, state: &State, seed: u64) -> io::Result<()> {
    let far = TcpStream::connect(target).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    tokio::select! {
        ended = carry(near_read, far_write, state, Rng::with_seed(seed)) => ended,
        ended = carry(far_read, near_write, state, Rng::with_seed(!seed)) => ended,
    }
}

/// One direction.
async fn carry(
    from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    state: &State,
    mut rng: Rng,
) -> io::Result<()> {
    let mut messages = Messages::new(from);
    let mut held_back: Option<Vec<u8>> = None;
    loop {
        let message = match messages.next().await? {
            Piece::Message(message) => message,
            Piece::Handshake(bytes) => {
                to.write_all(&bytes).await?;
                continue;
            }
        };
        let faults = *state.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let fate = faults.draw(&mut rng);
        state
            .fates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .note(fate);
        match fate {
            Fate::Drop => {}
            Fate::Cut => return Ok(()),
            Fate::Reorder if held_back.is_none() => {
                held_back = Some(message);
                continue;
            }
            Fate::Pass | Fate::Reorder => to.write_all(&message).await?,
            Fate::Duplicate => to.write_all(&message.repeat(2)).await?,
            Fate::Delay(by) => {
                sleep(by).await;
                to.write_all(&message).await?;
            }
        }
        if let Some(earlier) = held_back.take() {
            to.write_all(&earlier).await?;
        }
    }
}

impl Fates {
    /// How many messages did not come through once and in time.
    pub fn spoilt(&self) -> usize {
        self.dropped + self.duplicated + self.reordered + self.delayed + self.cut
    }

    fn note(&mut self, fate: Fate) {
        match fate {
            Fate::Pass => self.passed += 1,
            Fate::Drop => self.dropped += 1,
            Fate::Duplicate => self.duplicated += 1,
            Fate::Reorder => self.reordered += 1,
            Fate::Delay(_) => {
                self.passed += 1;
                self.delayed += 1;
            }
            Fate::Cut => self.cut += 1,
        }
    }
}
