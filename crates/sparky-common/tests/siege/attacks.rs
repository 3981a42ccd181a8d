//! The attacks. A write that fails is a door that works, so its outcome does not matter.

use std::{
    io::Write,
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use sparky_common::messages::Command;

use crate::{Attack, raw::Envelope};

pub(crate) const ALL: [(&str, Attack); 16] = [
    ("nothing at all", |port| vec![say(port, b"")]),
    ("garbage", |port| vec![say(port, &garbage(100_000))]),
    ("an HTTP request", |port| {
        vec![say(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    }),
    ("half a greeting", |port| {
        vec![
            say(port, &handshake("DEALER")[..10]),
            say(port, &handshake("DEALER")[..40]),
        ]
    }),
    ("a greeting and no handshake", |port| {
        vec![say(port, &handshake("DEALER")[..64])]
    }),
    ("the wrong socket type", |port| {
        vec![
            say(port, &handshake("PULL")),
            say(port, &handshake("PAIR")),
            say(port, &handshake(&"X".repeat(200))),
        ]
    }),
    ("garbage after the handshake", |port| {
        vec![say(port, &[handshake("DEALER"), garbage(500)].concat())]
    }),
    ("64 GiB claimed before the handshake", |port| {
        vec![claim_and_send(port, &handshake("DEALER")[..64])]
    }),
    ("64 GiB claimed after the handshake", |port| {
        vec![claim_and_send(port, &handshake("DEALER"))]
    }),
    ("all of the address space claimed", |port| {
        vec![say(port, &[handshake("SUB"), claim(u64::MAX)].concat())]
    }),
    ("reset in the middle of a frame", reset_mid_frame),
    ("a message that never ends", |port| {
        vec![say(
            port,
            &[handshake("DEALER"), b"\x01\x01x".repeat(2_000_000)].concat(),
        )]
    }),
    ("a hundred silent connections", |port| {
        (0..100).map(|_| say(port, b"")).collect()
    }),
    ("one identity twice", |port| {
        vec![say(port, &twin()), say(port, &twin())]
    }),
    ("20,000 short connections", short_connections),
    ("500,000 subscriptions", subscriptions),
];

fn connect(port: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(port).unwrap();
    stream
        .set_write_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    stream
}

fn say(port: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = connect(port);
    let _ = stream.write_all(bytes);
    stream
}

fn garbage(bytes: u32) -> Vec<u8> {
    (0..bytes)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect()
}

/// The greeting of ZMTP 3.0 with the NULL mechanism, and a READY command.
fn handshake(socket_type: &str) -> Vec<u8> {
    ready(&[("Socket-Type", socket_type)])
}

fn twin() -> Vec<u8> {
    let mut bytes = ready(&[("Socket-Type", "DEALER"), ("Identity", "twin")]);
    bytes.extend(b"\x00\x05hello");
    bytes
}

fn ready(properties: &[(&str, &str)]) -> Vec<u8> {
    let mut command = b"\x05READY".to_vec();
    for (name, value) in properties {
        command.push(u8::try_from(name.len()).unwrap());
        command.extend(name.bytes());
        command.extend(u32::try_from(value.len()).unwrap().to_be_bytes());
        command.extend(value.bytes());
    }
    let mut bytes = vec![0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0];
    bytes.extend(b"NULL");
    bytes.resize(64, 0);
    bytes.extend([4, u8::try_from(command.len()).unwrap()]);
    bytes.extend(command);
    bytes
}

/// Claims 64 GiB and sends as much of it as is taken, up to 200 MB.
fn claim_and_send(port: SocketAddr, hello: &[u8]) -> TcpStream {
    let mut stream = say(port, &[hello, &claim(1 << 36)].concat());
    let megabyte = vec![0; 1 << 20];
    for _ in 0..200 {
        if stream.write_all(&megabyte).is_err() {
            break;
        }
    }
    stream
}

/// The head of a frame of so many bytes.
fn claim(bytes: u64) -> Vec<u8> {
    [&[2], &bytes.to_be_bytes()[..]].concat()
}

fn reset_mid_frame(port: SocketAddr) -> Vec<TcpStream> {
    for _ in 0..50 {
        let stream = say(
            port,
            &[&handshake("DEALER")[..], b"\x00\xc8only the beginning"].concat(),
        );
        hang_up(stream);
    }
    Vec::new()
}

/// Closes with a reset instead of a farewell.
fn hang_up(stream: TcpStream) {
    stream.set_nonblocking(true).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    let _context = runtime.enter();
    tokio::net::TcpStream::from_std(stream)
        .unwrap()
        .set_zero_linger()
        .unwrap();
}

fn short_connections(port: SocketAddr) -> Vec<TcpStream> {
    let hello = handshake("DEALER");
    for number in 0..20_000 {
        let mut stream = TcpStream::connect(port).unwrap();
        match number % 4 {
            0 => {}
            1 => drop(stream.write_all(b"x")),
            2 => drop(stream.write_all(&hello[..20])),
            _ => drop(stream.write_all(&hello)),
        }
    }
    Vec::new()
}

fn subscriptions(port: SocketAddr) -> Vec<TcpStream> {
    let mut stream = say(port, &handshake("SUB"));
    for number in 0..500_000u32 {
        let mut frame = vec![0, 5, 1];
        frame.extend(number.to_be_bytes());
        if stream.write_all(&frame).is_err() {
            break;
        }
    }
    vec![stream]
}

/// Signed commands whose answers are 64 MB together, none of which is read.
pub(crate) fn ask_and_never_read(port: SocketAddr) -> TcpStream {
    let mut stream = say(port, &handshake("DEALER"));
    for _ in 0..150 {
        let frames = Envelope::of(&Command::ListRuns { limit: 5_000 }).frames();
        let last = frames.len() - 1;
        let mut message = Vec::new();
        for (index, frame) in frames.iter().enumerate() {
            message.extend([u8::from(index < last), u8::try_from(frame.len()).unwrap()]);
            message.extend(frame);
        }
        if stream.write_all(&message).is_err() {
            break;
        }
    }
    stream
}
