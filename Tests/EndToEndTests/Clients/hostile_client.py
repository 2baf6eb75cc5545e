"""Sends a server what no honest client sends, and checks that each gets a clear error or a bounded end, and that the server
goes on answering others quickly. Usage: hostile_client.py KUBECONFIG [CONNECTIONS]"""

import asyncio
import base64
import json
import os
import re
import resource
import ssl
import struct
import sys
import tempfile
import time

text = open(sys.argv[1]).read()


def entry(name):
    return re.search(name + r': *"?([^"\s]+)', text).group(1)


HOST, PORT = re.match(r"https://(.*):(\d+)", entry("server")).groups()
AUTHORITY = base64.b64decode(entry("certificate-authority-data")).decode()
CONFIGMAPS = "/api/v1/namespaces/default/configmaps"


def context(protocol="http/1.1", known=True):
    made = ssl.create_default_context(cadata=AUTHORITY)
    made.set_alpn_protocols([protocol])
    if known:
        with tempfile.NamedTemporaryFile() as file:
            file.write(base64.b64decode(entry("client-certificate-data")))
            file.write(b"\n" + base64.b64decode(entry("client-key-data")))
            file.flush()
            made.load_cert_chain(file.name)
    return made


KNOWN, STRANGER, HTTP2 = context(), context(known=False), context("h2")


async def connect(tls=KNOWN):
    return await asyncio.open_connection(HOST, PORT, ssl=tls, limit=1 << 22)


def request(method, path, body=b"", headers=(), kind="application/json"):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", *headers]
    if body:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def answer(reader):
    """The next answer's status and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    size = re.search(rb"(?i)content-length: (\d+)", head)
    body = await reader.readexactly(int(size.group(1))) if size else b""
    return int(head.split()[1]), body


async def send(data, tls=KNOWN, timeout=10):
    reader, writer = await connect(tls)
    try:
        writer.write(data)
        return await asyncio.wait_for(answer(reader), timeout)
    finally:
        writer.close()


def expect(what, found, *wanted):
    assert found in wanted, f"{what}: {found}, wanted one of {wanted}"
    print(f"{what}: {found}")


async def bodies():
    async def post(what, body, *wanted, kind="application/json", said=""):
        status, told = await send(request("POST", CONFIGMAPS, body, kind=kind))
        expect(what, status, *wanted)
        shown = json.loads(told)
        assert shown["kind"] == "Status" and shown["code"] == status and said in shown["message"], shown
        return shown

    large = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "l"}, "data": {"k": "x" * (3 << 20)}})
    shown = await post("body over 3 MB", large.encode(), 413)
    assert shown["reason"] == "RequestEntityTooLarge", shown
    for kind in ("application/json", "application/yaml"):
        await post(f"10,000 levels, {kind}", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, kind=kind)
        await post(f"1,000,000 open brackets, {kind}", b"[" * 1_000_000, 400, kind=kind)
    await post("10,000 levels where anything may be", b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"d"},"x":'
               + b"[" * 10_000 + b"]" * 10_000 + b"}", 400)
    await post("invalid UTF-8", b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"u\xff\xfe"}}', 400, 422)
    await post("a number of a million digits", b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"n","generation":'
               + b"9" * 1_000_000 + b"}}", 400)
    await post("1e999999999", b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"n","generation":1e999999999}}', 400)
    await post("alias bomb", b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)), 400, kind="application/yaml")
    await post("protobuf that is none", b"k8s\0" + b"\xff" * 100_000, 400, kind="application/vnd.kubernetes.protobuf")
    await post("no bytes of a JSON", b"\0" * 1000, 400)


async def heads():
    async def head(what, data, *wanted):
        expect(what, (await send(data))[0], *wanted)

    await head("10,000 headers", request("GET", "/api", headers=[f"X-{i}: y" for i in range(10_000)]), 431)
    await head("a header of 1 MB", request("GET", "/api", headers=["X: " + "y" * (1 << 20)]), 431)
    await head("a path of 1 MB", request("GET", "/api/" + "y" * (1 << 20)), 414, 431)
    await head("a line that is no request", b"\0\1\2\3\r\n\r\n", 400)
    await head("a length that is no number", b"POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)
    await head("two lengths", b"POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400)
    await head("a chunk of 2^64 bytes",
               b"POST /api HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\nx", 400)


async def stranger():
    """Somebody without rights is refused before he has sent his body."""
    reader, writer = await connect(STRANGER)
    writer.write(request("POST", CONFIGMAPS, b"x", ["Expect: 100-continue"]).replace(b"Content-Length: 1\r", b"Content-Length: 3000000\r"))
    expect("stranger's large body", (await asyncio.wait_for(answer(reader), 5))[0], 403)
    writer.close()


async def pipelined():
    reader, writer = await connect()
    count = 2_000
    writer.write(request("GET", "/api/v1/namespaces/default") * count)
    seen = [await asyncio.wait_for(answer(reader), 10) for _ in range(count)]
    assert all(status == 200 for status, _ in seen)
    writer.close()
    # One who never reads what he asked for holds nobody up; the server stops reading him.
    reader, writer = await connect()
    reader._transport.pause_reading()
    for _ in range(20):
        writer.write(request("GET", "/api/v1/namespaces/default") * 1_000)
    print(f"{count} pipelined requests: answered in order")
    return writer


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


async def rapid_reset():
    reader, writer = await connect(HTTP2)
    writer.write(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0))
    # :method GET, :scheme https, :path /, :authority x
    head = bytes([0x82, 0x87, 0x84, 0x41, 0x01]) + b"x"
    try:
        for stream in range(1, 40_000, 2):
            writer.write(frame(1, 5, stream, head) + frame(3, 0, stream, struct.pack(">I", 8)))
            if stream % 2_001 == 0:
                await writer.drain()
        while await asyncio.wait_for(reader.read(65_536), 10):
            pass
    except ConnectionError:
        pass
    writer.close()
    print("20,000 streams reset at once: the connection is ended")


async def slow():
    """Clients that do their part very slowly, or not at all. They are left behind and looked at in the end."""
    left = []
    for _ in range(100):
        left.append(await asyncio.open_connection(HOST, PORT))  # never begins the handshake
    for _ in range(20):
        reader, writer = await asyncio.open_connection(HOST, PORT)
        writer.write(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")  # half of a ClientHello
        left.append((reader, writer))
    for _ in range(20):
        reader, writer = await connect()
        writer.write(b"GET /api HTTP/1.1\r\nHost: x\r\nX-")  # half a head
        left.append((reader, writer))
        reader, writer = await connect()
        writer.write(request("POST", CONFIGMAPS, b"{", ()).replace(b"Content-Length: 1\r", b"Content-Length: 1000\r"))  # half a body
        left.append((reader, writer))
    return left


async def deaf_watches():
    """Watches whose client never reads."""
    left = []
    for _ in range(20):
        reader, writer = await connect()
        writer.write(request("GET", CONFIGMAPS + "?watch=1"))
        await asyncio.wait_for(reader.read(1), 5)
        reader._transport.pause_reading()
        left.append((reader, writer))
    body = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "loud"}, "data": {"k": "x" * 500_000}})
    await send(request("POST", CONFIGMAPS, body.encode()))
    reader, writer = await connect()
    for turn in range(40):
        writer.write(request("PATCH", CONFIGMAPS + "/loud", json.dumps({"data": {"t": str(turn)}}).encode(),
                             kind="application/merge-patch+json"))
        status, _ = await answer(reader)
        assert status == 200, status
    writer.close()
    await send(request("DELETE", CONFIGMAPS + "/loud"))
    print("20 watches that never read, 40 changes of 500 kB")
    return left


async def crowd(count):
    """Idle connections, opened a few at a time."""
    gate = asyncio.Semaphore(64)

    async def one():
        async with gate:
            return await asyncio.open_connection(HOST, PORT, ssl=STRANGER, limit=1024)

    return await asyncio.gather(*(one() for _ in range(count)))


async def longest_answer(seconds=1.0):
    """How long somebody else's request takes at the worst."""
    worst = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        status, _ = await send(request("GET", "/api/v1/namespaces/default"))
        assert status == 200, status
        worst = max(worst, time.monotonic() - begun)
        await asyncio.sleep(0.05)
    return worst


async def measured():
    _, told = await send(request("GET", "/metrics"))
    return int(float(re.search(rb"\nprocess_resident_memory_bytes (\S+)", told).group(1)))


async def main():
    began = time.monotonic()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    before = await measured()
    await bodies()
    await heads()
    await stranger()
    await rapid_reset()
    left = [await pipelined(), *(writer for _, writer in await slow()), *(writer for _, writer in await deaf_watches())]
    held = await measured()
    print(f"memory: {before >> 20} MB before, {held >> 20} MB with all of them open")
    assert held - before < 300 << 20, "the server holds too much for clients that do not read"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    if count:
        begun = time.monotonic()
        left += [writer for _, writer in await crowd(count)]
        now = await measured()
        print(f"{count} idle connections: {(now - held) / count / 1024:.1f} KiB each, in {time.monotonic() - begun:.1f} s")
    print(f"others wait {await longest_answer() * 1000:.0f} ms at most")
    for writer in left:
        writer.transport.abort() if hasattr(writer, "transport") else writer.close()
    print(f"the server answers as before, after {time.monotonic() - began:.1f} s")
    sys.stdout.flush()
    os._exit(0)


asyncio.run(main())
