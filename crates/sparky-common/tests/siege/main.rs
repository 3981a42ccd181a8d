//! A siege: what strangers can do to an open port, one attack after the other, on one server and one publisher. After each, peers from
//! before and new ones are served, and memory is where it was. It has a process of its own, so that the memory is its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should say where"
)]

mod attacks;
mod fortress;
#[path = "../bus/raw.rs"]
#[expect(dead_code, reason = "a siege needs only a part of it")]
mod raw;
#[path = "../bus/support.rs"]
#[expect(dead_code, reason = "a siege needs only a part of it")]
mod support;

use std::net::SocketAddr;

use crate::fortress::Fortress;

/// What a stranger does to a port. What it returns stays open while the good peers are asked.
type Attack = fn(SocketAddr) -> Vec<std::net::TcpStream>;

/// The most that memory may grow over the whole siege.
const GROWTH: u64 = 64 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn no_attack_stops_the_bus_or_fills_its_memory() {
    let mut fortress = Fortress::build().await;
    fortress.assert_stands("before the siege").await;
    let before = fortress::resident_bytes();
    for (name, attack) in attacks::ALL {
        for port in fortress.ports() {
            let held = tokio::task::spawn_blocking(move || attack(port)).await.unwrap();
            fortress.assert_stands(name).await;
            let grown = fortress::resident_bytes().saturating_sub(before);
            assert!(grown < GROWTH, "{name}: memory grew by {} MiB", grown >> 20);
            drop(held);
        }
    }
    let port = fortress.ports()[0];
    let deaf = tokio::task::spawn_blocking(move || attacks::ask_and_never_read(port))
        .await
        .unwrap();
    fortress
        .assert_stands("a member that asks for 64 MB and never reads")
        .await;
    let grown = fortress::resident_bytes().saturating_sub(before);
    assert!(grown < 2 * GROWTH, "memory grew by {} MiB", grown >> 20);
    drop(deaf);
    assert!(
        fortress.stats().ejected() > 0,
        "the door has turned strangers away"
    );
    assert_eq!(fortress.stats().recreated(), 0, "no socket had to be made again");
}
