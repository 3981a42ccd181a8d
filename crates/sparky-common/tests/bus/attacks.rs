//! Peers that are deaf, silent or not there. What strangers do to a port is in the siege.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use bytes::Bytes;
use sparky_common::{
    bus::{BusError, Client, Endpoint, Key},
    messages::Command,
};
use zeromq::{DealerSocket, Socket, SocketSend, ZmqMessage};

use crate::{
    raw::Envelope,
    support::{Running, parcel, quick},
};

fn stream(endpoint: &Endpoint) -> TcpStream {
    let Endpoint::Tcp { host, port } = endpoint else {
        panic!("{endpoint} is no TCP endpoint")
    };
    TcpStream::connect((host.as_str(), *port)).unwrap()
}

/// The greeting of ZMTP 3.0 with the NULL mechanism, and the READY command of a DEALER.
fn handshake() -> Vec<u8> {
    let mut bytes = vec![0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0];
    bytes.extend(b"NULL");
    bytes.resize(64, 0);
    bytes.extend(b"\x04\x1c\x05READY\x0bSocket-Type\0\0\0\x06DEALER");
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_of_many_megabytes_is_refused_by_its_size() {
    let running = Running::start().await;
    let mut dealer = DealerSocket::new();
    dealer
        .connect(&running.server.local_endpoint().to_string())
        .await
        .unwrap();
    let large = Bytes::from(vec![0; 16 << 20]);
    let frames = vec![
        Bytes::new(),
        Bytes::from(vec![0; 44]),
        large,
        Bytes::from(vec![0; 32]),
    ];
    dealer.send(ZmqMessage::try_from(frames).unwrap()).await.unwrap();
    running.assert_serves().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_never_answers_costs_a_deadline() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint: Endpoint = format!("tcp://{}", silent.local_addr().unwrap()).parse().unwrap();
    let client = Client::connect_with(&endpoint, &Key::embedded().unwrap(), quick()).unwrap();
    let start = Instant::now();
    let error = client.call(&Command::Ping).await.unwrap_err();
    assert!(matches!(error, BusError::NoAnswer { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .starts_with(&format!("nobody answers at {endpoint}")),
        "{error}"
    );
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_costs_a_deadline() {
    let endpoint: Endpoint = "tcp://127.0.0.1:1".parse().unwrap();
    let client = Client::connect_with(&endpoint, &Key::embedded().unwrap(), quick()).unwrap();
    let start = Instant::now();
    let error = client.call(&Command::Ping).await.unwrap_err();
    assert!(matches!(error, BusError::NoAnswer { .. }), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_reads_holds_up_nobody() {
    let running = Running::start().await;
    let mut deaf = stream(running.server.local_endpoint());
    deaf.write_all(&handshake()).unwrap();
    deaf.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    // The key is another one, so that refusals pile up on the way back.
    let frames = Envelope::of(&Command::Register { worker: parcel(10) }).frames();
    let mut message = Vec::new();
    for (index, frame) in frames.iter().enumerate() {
        message.extend([u8::from(index < 3), u8::try_from(frame.len()).unwrap()]);
        message.extend(frame);
    }
    for _ in 0..20_000 {
        if deaf.write_all(&message).is_err() {
            break;
        }
    }
    running.assert_serves().await;
    let mut first = [0; 64];
    deaf.read_exact(&mut first).unwrap();
    assert_eq!(first[0], 0xff, "the connection is still there");
}
