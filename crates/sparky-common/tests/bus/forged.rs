//! Messages that a server must not take, and messages it must take once.

use std::sync::Arc;

use bytes::Bytes;
use sparky_common::{
    bus::{BusError, BusStats, Client, Key, Refusal, Server, Settings},
    messages::{Command, Reply},
};
use uuid::Uuid;

use crate::{
    raw::{Dealer, Envelope, REFUSAL, REPLY, SECRET, now},
    support::{Running, Service, free_port, parcel},
};

async fn start() -> Running {
    let (service, key) = (Service::new(), Key::new(&SECRET.into()).unwrap());
    let settings = Settings {
        stats: Arc::new(BusStats::default()),
        ..Settings::default()
    };
    let server = Server::bind_with(&free_port(), &key, service.clone(), settings.clone())
        .await
        .unwrap();
    Running {
        service,
        server,
        key,
        settings,
    }
}

/// Sends frames and asserts that the server names the reason, counts it and goes on.
async fn assert_refused(running: &Running, frames: Vec<Bytes>, reason: Refusal) {
    let before = running.settings.stats.refused(reason);
    let handled = running.service.handled();
    let mut dealer = Dealer::connect(running.server.local_endpoint()).await;
    dealer.send(frames).await;
    let (kind, _, body) = dealer.recv().await;
    assert_eq!((kind, &body[..]), (REFUSAL, &[reason as u8][..]), "{reason}");
    assert_eq!(running.settings.stats.refused(reason), before + 1);
    assert_eq!(running.service.handled(), handled);
    running.assert_serves().await;
}

#[tokio::test]
async fn what_cannot_be_trusted_is_refused() {
    let running = start().await;
    let good = Envelope::of(&Command::Ping);

    let mut unsigned = good.frames();
    unsigned[3] = Bytes::new();
    assert_refused(&running, unsigned, Refusal::Unsigned).await;

    let foreign = Envelope {
        secret: "another secret",
        ..good.clone()
    };
    assert_refused(&running, foreign.frames(), Refusal::Signature).await;

    let mut changed = good.frames();
    changed[2] = Envelope::of(&Command::ListWorkers).body;
    assert_refused(&running, changed, Refusal::Signature).await;

    for time in [now() - 31_000_000, now() + 31_000_000, 0, i64::MIN, i64::MAX] {
        assert_refused(
            &running,
            Envelope { time, ..good.clone() }.frames(),
            Refusal::Stale,
        )
        .await;
    }
    assert_refused(
        &running,
        Envelope {
            version: 2,
            ..good.clone()
        }
        .frames(),
        Refusal::Version,
    )
    .await;
    assert_refused(
        &running,
        Envelope {
            kind: REPLY,
            ..good.clone()
        }
        .frames(),
        Refusal::Malformed,
    )
    .await;
    assert_refused(
        &running,
        Envelope {
            kind: 77,
            ..good.clone()
        }
        .frames(),
        Refusal::Malformed,
    )
    .await;
    assert_refused(&running, good.frames()[..3].to_vec(), Refusal::Malformed).await;
}

#[tokio::test]
async fn bodies_that_are_too_much_are_refused() {
    let running = start().await;
    let with_body = |body: Vec<u8>| {
        Envelope {
            body: body.into(),
            ..Envelope::of(&Command::Ping)
        }
        .frames()
    };
    let deep = |prefix: &[u8]| {
        let mut body = prefix.to_vec();
        body.extend(std::iter::repeat_n(0x91, 500_000));
        with_body(body)
    };
    assert_refused(&running, with_body(vec![0; (1 << 20) + 1]), Refusal::Oversized).await;
    assert_refused(&running, deep(b""), Refusal::Unknown).await;
    assert_refused(&running, deep(b"\x82\xa7command\xa4ping\xa1x"), Refusal::TooDeep).await;
    assert_refused(&running, deep(b"\x82\xa1x"), Refusal::TooDeep).await;
    assert_refused(
        &running,
        with_body(b"\x81\xa7command\xa4nope".to_vec()),
        Refusal::Unknown,
    )
    .await;
    assert_refused(
        &running,
        with_body(b"\xdf\xff\xff\xff\xff".to_vec()),
        Refusal::Unknown,
    )
    .await;
    assert_refused(&running, with_body(vec![]), Refusal::Unknown).await;
}

#[tokio::test]
async fn a_command_that_comes_twice_is_done_once_and_answered_each_time() {
    let running = start().await;
    let envelope = Envelope::of(&Command::Register { worker: parcel(10) });
    let mut answers = Vec::new();
    for _ in 0..3 {
        let mut dealer = Dealer::connect(running.server.local_endpoint()).await;
        for _ in 0..2 {
            dealer.send(envelope.frames()).await;
            answers.push(dealer.recv().await);
        }
    }
    assert_eq!(running.service.handled(), 1);
    assert_eq!((answers[0].0, answers[0].1), (REPLY, envelope.id));
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn a_command_whose_answer_was_forgotten_is_not_done_again() {
    let (service, key) = (Service::new(), Key::new(&SECRET.into()).unwrap());
    let settings = Settings {
        max_answers: 4,
        ..Settings::default()
    };
    let server = Server::bind_with(&free_port(), &key, service.clone(), settings.clone())
        .await
        .unwrap();
    let running = Running {
        service,
        server,
        key,
        settings,
    };
    let mut dealer = Dealer::connect(running.server.local_endpoint()).await;
    let first = Envelope::of(&Command::Ping);
    for n in 0..10 {
        dealer
            .send(
                Envelope {
                    id: Uuid::now_v7(),
                    time: first.time + n,
                    ..first.clone()
                }
                .frames(),
            )
            .await;
        dealer.recv().await;
    }
    assert_eq!(running.service.handled(), 10);
    assert_refused(
        &running,
        Envelope {
            id: Uuid::nil(),
            ..first
        }
        .frames(),
        Refusal::Replayed,
    )
    .await;
}

#[tokio::test]
async fn a_client_with_another_key_learns_why_it_is_refused() {
    let running = start().await;
    let stranger = Client::connect(running.server.local_endpoint(), &Key::embedded().unwrap()).unwrap();
    let error = stranger.call(&Command::Ping).await.unwrap_err();
    assert!(
        matches!(
            error,
            BusError::Refused {
                reason: Refusal::Signature,
                ..
            }
        ),
        "{error:?}"
    );
    let endpoint = running.server.local_endpoint();
    assert_eq!(
        error.to_string(),
        format!("{endpoint} refuses the message: its signature does not fit: the keys differ")
    );
    assert!(error.hint().unwrap().contains("`bus.key`"));
    assert_eq!(running.service.handled(), 0);
    running.assert_serves().await;
}

#[tokio::test]
async fn a_command_over_the_cap_never_leaves() {
    let running = start().await;
    let error = running
        .client()
        .call(&Command::Register {
            worker: parcel(1 << 20),
        })
        .await
        .unwrap_err();
    assert!(matches!(error, BusError::TooLarge { .. }), "{error:?}");
    assert_eq!(running.settings.stats.received(), 0);
}

#[tokio::test]
async fn a_proxy_between_a_client_and_a_server_is_passed_through() {
    let running = start().await;
    let mut dealer = Dealer::connect(running.server.local_endpoint()).await;
    let envelope = Envelope::of(&Command::Ping);
    let mut frames = envelope.frames();
    frames.insert(0, Bytes::from_static(b"behind the proxy"));
    dealer.send(frames).await;
    let answer = dealer.frames().await;
    assert_eq!(
        (&answer[0][..], &answer[1][..]),
        (&b"behind the proxy"[..], &b""[..])
    );
    assert_eq!(&answer[2][4..20], envelope.id.as_bytes());
}

#[tokio::test]
async fn replies_can_be_read_by_anyone_who_knows_the_format() {
    let running = start().await;
    let mut dealer = Dealer::connect(running.server.local_endpoint()).await;
    dealer.send(Envelope::of(&Command::Ping).frames()).await;
    let (_, _, body) = dealer.recv().await;
    assert_eq!(rmp_serde::from_slice::<Reply>(&body).unwrap(), Reply::Pong);
}
