/* What libzmq takes for a bare round trip of 4 KiB over loopback, REQ to REP, both in one process:
   the yardstick of scripts/bench/bus.sh. Prints as benches/bus.rs does. */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

enum { ROUND_TRIPS = 10000, BYTES = 4096 };

static void *answer(void *replier) {
    char message[BYTES];
    for (int i = 0; i < ROUND_TRIPS; i++) {
        int bytes = zmq_recv(replier, message, BYTES, 0);
        zmq_send(replier, message, bytes, 0);
    }
    return NULL;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void) {
    static double micros[ROUND_TRIPS];
    char endpoint[256], message[BYTES];
    size_t length = sizeof endpoint;
    void *context = zmq_ctx_new(), *replier = zmq_socket(context, ZMQ_REP), *asker = zmq_socket(context, ZMQ_REQ);
    assert(zmq_bind(replier, "tcp://127.0.0.1:*") == 0);
    assert(zmq_getsockopt(replier, ZMQ_LAST_ENDPOINT, endpoint, &length) == 0);
    assert(zmq_connect(asker, endpoint) == 0);
    pthread_t thread;
    pthread_create(&thread, NULL, answer, replier);
    memset(message, 'x', BYTES);
    for (int i = 0; i < ROUND_TRIPS; i++) {
        double start = now();
        zmq_send(asker, message, BYTES, 0);
        zmq_recv(asker, message, BYTES, 0);
        micros[i] = now() - start;
    }
    pthread_join(thread, NULL);
    qsort(micros, ROUND_TRIPS, sizeof *micros, by_size);
    printf("round trip of 4 KiB: median %.0f us, p99 %.0f us\n", micros[ROUND_TRIPS / 2], micros[ROUND_TRIPS * 99 / 100]);
    return 0;
}
