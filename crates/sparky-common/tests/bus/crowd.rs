//! Many clients at once, coming and going.

use crate::support::{Running, assert_echo};

#[tokio::test(flavor = "multi_thread")]
async fn fifty_clients_at_once_are_all_served_while_others_come_and_go() {
    const CLIENTS: usize = 50;
    const CALLS: usize = 20;
    let running = Running::start().await;
    let steady: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let client = running.client();
            tokio::spawn(async move {
                for call in 0..CALLS {
                    assert_echo(&client, number * 10 + call).await;
                }
            })
        })
        .collect();
    for _ in 0..CLIENTS {
        running.assert_serves().await;
    }
    for client in steady {
        client.await.unwrap();
    }
    assert_eq!(running.service.handled(), CLIENTS * CALLS + CLIENTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_calls_in_flight_get_their_own_answers() {
    let running = Running::start().await;
    let client = running.client();
    let calls: Vec<_> = (0..500)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move {
                assert_echo(&client, number).await;
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(running.service.handled(), 500);
}
