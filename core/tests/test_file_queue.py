"""The job queue in a folder: jobs are complete, each is delivered once, and a damaged one does no
harm."""

from concurrent.futures import ThreadPoolExecutor
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError

from core import file_queue

JOBS = Queue("jobs", Exchange("jobs"), "jobs")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "messages").mkdir()
    (tmp_path / "control").mkdir()
    return tmp_path


@pytest.fixture
def connect(folder):
    """Open connections to the folder, which are closed when the test ends."""
    opened = []
    file_queue.Transport.global_state.clear()  # kombu remembers the queues of earlier folders

    def connect():
        connection = Connection(
            "filesystem://",
            transport="core.file_queue:Transport",
            transport_options={
                "data_folder_in": str(folder / "messages"),
                "data_folder_out": str(folder / "messages"),
                "control_folder": str(folder / "control"),
                "polling_interval": 0.01,
            },
        )
        opened.append(connection)
        return connection

    yield connect
    for connection in opened:
        connection.release()


def send(connection, *bodies):
    with connection.Producer() as producer:
        for body in bodies:
            producer.publish({"body": body}, routing_key="jobs", exchange="jobs", declare=[JOBS])


def take_all(connection):
    """Return the bodies of all waiting messages, in the order in which they are delivered."""
    bodies = []
    channel = connection.channel()
    while message := JOBS(channel).get():
        bodies.append(message.payload["body"])
        message.ack()
    return bodies


def test_messages_are_delivered_in_their_order_and_once(connect, folder):
    send(connect(), *range(20))

    assert take_all(connect()) == list(range(20))
    assert take_all(connect()) == []
    assert list((folder / "messages").iterdir()) == []


def test_a_message_is_invisible_until_it_is_complete(connect, folder, monkeypatch):
    send(connect(), "complete")

    def fail(source, target):
        raise OSError("the disk is full")

    monkeypatch.setattr(file_queue.os, "replace", fail)
    with pytest.raises(ChannelError, match="disk is full"):
        send(connect(), "half written")
    monkeypatch.undo()

    assert take_all(connect()) == ["complete"]


def test_a_damaged_message_is_set_aside_and_the_next_one_is_delivered(connect, folder, caplog):
    (folder / "messages" / "0_first.jobs.msg").write_text('{"body": "cut of')
    send(connect(), "whole")

    assert take_all(connect()) == ["whole"]
    [damaged] = (folder / "messages").iterdir()
    assert damaged.name.startswith("0_first.jobs.msg")
    assert damaged.read_text() == '{"body": "cut of'
    assert "0_first.jobs.msg" in caplog.text
    assert damaged.name in caplog.text


def test_a_damaged_table_of_queues_is_written_again_by_the_next_process(connect, folder):
    send(connect(), 1)
    (folder / "control" / "jobs.exchange").write_text("[[")
    file_queue.Transport.global_state.clear()
    send(connect(), 2)

    assert sorted(take_all(connect())) == [1, 2]


def test_a_queue_whose_name_ends_like_another_keeps_its_messages(connect):
    other = Queue("more.jobs", Exchange("more"), "more")
    connection = connect()
    with connection.Producer() as producer:
        producer.publish({"body": 1}, routing_key="more", exchange="more", declare=[other])

    assert take_all(connect()) == []
    assert other(connection.channel()).get().payload == {"body": 1}


def test_many_writers_and_readers_lose_and_repeat_nothing(connect):
    JOBS(connect().channel()).declare()
    connections = [connect() for _ in range(4)]
    with ThreadPoolExecutor() as pool:
        for number, connection in enumerate(connections):
            pool.submit(send, connection, *range(number * 50, number * 50 + 50))
        while_writing = [pool.submit(take_all, connect()) for _ in range(2)]
    taken = [body for each in while_writing for body in each.result()]

    assert sorted(taken + take_all(connect())) == list(range(200))


def test_an_empty_queue_is_empty(connect):
    channel = connect().channel()

    with pytest.raises(Empty):
        channel._get("jobs")
