"""The job queue in a folder: jobs are complete, each is delivered once, and a damaged one does no
harm."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError

from core import file_queue
from core.jobs import MAX_ATTEMPTS

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
    assert damaged.name == "0_first+1.jobs.msg.damaged"
    assert damaged.read_text() == '{"body": "cut of'
    assert "0_first+1.jobs.msg cannot be read" in caplog.text
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


# A worker in a process of its own takes a message, says so and is killed.
TAKE_AND_WAIT = """
import signal, sys
from kombu import Connection, Exchange, Queue
folder = sys.argv[1]
options = {"data_folder_in": f"{folder}/messages", "data_folder_out": f"{folder}/messages",
           "control_folder": f"{folder}/control"}
connection = Connection(
    "filesystem://", transport="core.file_queue:Transport", transport_options=options
)
message = Queue("jobs", Exchange("jobs"), "jobs")(connection.channel()).get()
print(message.payload["body"], flush=True)
signal.pause()
"""


def killed_worker(folder):
    """Start a worker, kill it when it has a message, and return the body of the message."""
    command = [sys.executable, "-c", TAKE_AND_WAIT, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        body = process.stdout.readline().strip()
        process.kill()
    return body


def test_the_message_of_a_killed_worker_is_delivered_to_another_one(connect, folder):
    send(connect(), "first", "second")

    assert killed_worker(folder) == "first"

    assert take_all(connect()) == ["first", "second"]
    assert list((folder / "messages").iterdir()) == []


def test_a_message_that_kills_its_workers_is_set_aside_and_the_next_one_is_delivered(
    connect, folder, caplog
):
    send(connect(), "poison", "next")

    assert [killed_worker(folder) for _ in range(MAX_ATTEMPTS)] == ["poison"] * MAX_ATTEMPTS

    assert take_all(connect()) == ["next"]
    [left] = (folder / "messages").iterdir()
    assert left.name.endswith(".jobs.msg.set-aside")
    assert f"was tried {MAX_ATTEMPTS} times" in caplog.text


def test_a_message_in_hand_is_delivered_again_when_its_channel_is_closed_and_to_nobody_before(
    connect,
):
    send(connect(), "only")
    channel = connect().channel()
    message = JOBS(channel).get()

    assert take_all(connect()) == []
    channel.close()

    assert message.payload == {"body": "only"}
    assert take_all(connect()) == ["only"]


def test_a_message_that_is_rejected_is_delivered_again_or_removed(connect, folder):
    send(connect(), "refused", "again")
    channel = connect().channel()

    JOBS(channel).get().reject()
    JOBS(channel).get().requeue()

    assert take_all(connect()) == ["again"]
    assert list((folder / "messages").iterdir()) == []


def test_a_message_without_acknowledgement_is_removed_when_it_is_taken(connect, folder):
    send(connect(), "seen", "heard")
    connection = connect()
    heard = []

    assert JOBS(connection.channel()).get(no_ack=True).payload == {"body": "seen"}
    with connection.Consumer(JOBS, callbacks=[lambda body, _: heard.append(body)], no_ack=True):
        connection.drain_events(timeout=5)

    assert heard == [{"body": "heard"}]
    assert list((folder / "messages").iterdir()) == []


def test_an_empty_queue_is_empty(connect):
    channel = connect().channel()

    with pytest.raises(Empty):
        channel._get("jobs")
