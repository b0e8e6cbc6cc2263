"""A proxy on this machine that makes a server seem far away."""

import asyncio
import contextlib
import threading
from concurrent.futures import Future
from urllib.parse import urlsplit


async def carry(reader, writer, seconds):
    """Write what can be read, each part so many seconds after it came."""
    late, now = asyncio.Queue(), asyncio.get_running_loop().time

    async def listen():
        data = True
        while data:
            data = await reader.read(65536)
            late.put_nowait((now() + seconds, data))

    listening = asyncio.create_task(listen())
    try:
        while True:
            due, data = await late.get()
            await asyncio.sleep(due - now())
            if not data:
                break
            writer.write(data)
            await writer.drain()
    finally:
        listening.cancel()
        writer.close()


@contextlib.contextmanager
def far_away(url, seconds):
    """Another address of the server at `url`; what goes there and what comes back is each delayed by `seconds`."""
    host, port, started = urlsplit(url).hostname, urlsplit(url).port, Future()

    async def connect(reader, writer):
        reader_there, writer_there = await asyncio.open_connection(host, port)
        both = carry(reader, writer_there, seconds), carry(reader_there, writer, seconds)
        with contextlib.suppress(asyncio.CancelledError):  # the end of it all
            await asyncio.gather(*both, return_exceptions=True)

    async def serve():
        over = asyncio.Event()
        server = await asyncio.start_server(connect, host, 0)
        started.set_result((server.sockets[0].getsockname()[1], asyncio.get_running_loop(), over))
        await over.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    near_port, loop, over = started.result()
    try:
        yield f"http://{host}:{near_port}"
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
