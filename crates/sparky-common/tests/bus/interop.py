"""Speaks to the bus with libzmq, following only the description in `bus/envelope/mod.rs`.

    interop.py req ENDPOINT SECRET    asks three times with a plain REQ socket
    interop.py sub ENDPOINT SECRET    waits for one event with a plain SUB socket
"""

import hashlib
import hmac
import struct
import sys
import time
import uuid

import zmq

HEADER = struct.Struct(">HBx16sqQQ")
COMMAND, REPLY, EVENT = 1, 2, 3


def signature(secret, frames):
    mac = hmac.new(secret, digestmod=hashlib.sha256)
    for frame in frames:
        mac.update(struct.pack(">Q", len(frame)))
        mac.update(frame)
    return mac.digest()


def opened(secret, topic, header, body, mac):
    assert hmac.compare_digest(signature(secret, [topic, header, body]), mac), "the signature is wrong"
    return HEADER.unpack(header)


def small_map(data, at=0):
    """Reads the few MessagePack types that the test's messages are made of."""
    tag = data[at]
    if tag <= 0x7F:
        return tag, at + 1
    if 0x80 <= tag <= 0x8F:
        result, at = {}, at + 1
        for _ in range(tag & 0x0F):
            key, at = small_map(data, at)
            result[key], at = small_map(data, at)
        return result, at
    if 0xA0 <= tag <= 0xBF:
        end = at + 1 + (tag & 0x1F)
        return data[at + 1 : end].decode(), end
    raise ValueError(f"tag {tag:#x}")


def ask(socket, secret):
    ping = b"\x81\xa7command\xa4ping"
    identifier = uuid.uuid4().bytes
    header = HEADER.pack(1, COMMAND, identifier, int(time.time() * 1e6), 1, 1)
    # A REQ socket sends the empty delimiter, which is the topic of a command, by itself.
    socket.send_multipart([header, ping, signature(secret, [b"", header, ping])])
    header, body, mac = socket.recv_multipart()
    version, kind, answered, *_ = opened(secret, b"", header, body, mac)
    assert (version, kind, answered) == (1, REPLY, identifier)
    return small_map(body)[0]["reply"]


def main():
    part, endpoint, secret = sys.argv[1], sys.argv[2], sys.argv[3].encode()
    context = zmq.Context()
    socket = context.socket(zmq.REQ if part == "req" else zmq.SUB)
    socket.setsockopt(zmq.RCVTIMEO, 10_000)
    socket.setsockopt(zmq.LINGER, 0)
    if part == "sub":
        socket.setsockopt(zmq.SUBSCRIBE, b"task.")
    socket.connect(endpoint)
    if part == "req":
        answers = [ask(socket, secret) for _ in range(3)]
        print(*set(answers), len(answers))
    else:
        topic, header, body, mac = socket.recv_multipart()
        _, kind, *_ = opened(secret, topic, header, body, mac)
        assert kind == EVENT
        event = small_map(body)[0]
        print(topic.decode(), event["event"], event["progress"]["done"])


main()
