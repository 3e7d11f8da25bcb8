"""The API as a Flask application over SQLite: an implementation that shares nothing with the toolkit.

It uses what the contract leaves open: entries are listed newest first, models take a moment to train, an unknown
conversation gets 404, and so does the removal of a device that is not bound. Webhooks are called on this machine only.

Usage: `python flask_service.py PORT`. It prints a line when it is ready.
"""

import hmac
import http.client
import json
import re
import sqlite3
import sys
import threading
import time
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Flask, abort, g, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

# The chatbots by their keys, and the accounts that own them by their tokens.
CHATBOTS = {"s3cret-key": "chatbot-1", "s3cret-key-2": "chatbot-2"}
ACCOUNTS = {"s3cret-token": "chatbot-1", "s3cret-token-2": "chatbot-2"}
CHATBOT_IDS = {name: str(uuid.uuid4()) for name in CHATBOTS.values()}
MODEL_NAMES = {"PaLM2", "gpt-3.5-turbo", "gpt-4", "Gemini", "Claude 2", "Claude 3", "CaiGunn001", "Gemini 1.5"}
DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
TRAINING_TIME = timedelta(milliseconds=200)
JOB_SECONDS = 0.1
UNSUPPORTED = (".exe", ".zip")
REPLY = "We are open on Friday from 9 to 17."
MAX_PAGE = 100

SCHEMA = """
CREATE TABLE models (chatbot TEXT, id TEXT, title TEXT, model_name TEXT, created_at TEXT, ready_at TEXT);
CREATE TABLE training_data (chatbot TEXT, id TEXT);
CREATE TABLE messages (
  number INTEGER PRIMARY KEY, chatbot TEXT, uid TEXT, nickname TEXT, id TEXT, created_at TEXT, received TEXT, sent TEXT
);
CREATE INDEX by_conversation ON messages (chatbot, uid);
CREATE TABLE settings (chatbot TEXT, name TEXT, value TEXT, PRIMARY KEY (chatbot, name));
"""


class Database:
    """One connection to a database in memory; the threads take turns."""

    def __init__(self):
        self._connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(SCHEMA)
        self._lock = threading.Lock()

    def query(self, sql, *values):
        """Run a statement, and return its rows."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()


database = Database()
api = Blueprint("api", __name__, url_prefix="/api/external/chatbot")


def fail(status, detail):
    """End the request with an error."""
    abort(status, description=detail)


def timestamp(moment):
    """Return a moment as it is stored: in UTC, with microseconds, so that texts sort like moments."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def needs_token(view):
    """Mark a view that needs the access token too."""
    view.needs_token = True
    return view


@api.before_request
def authenticate():
    """Find the chatbot of the caller."""
    key = request.headers.get("api-key", "").encode()
    g.chatbot = next((name for known, name in CHATBOTS.items() if hmac.compare_digest(known.encode(), key)), None)
    if g.chatbot is None:
        fail(401, "The api-key is missing or not valid")
    view = request.endpoint and app.view_functions[request.endpoint]
    if getattr(view, "needs_token", False):
        owned = ACCOUNTS.get(request.headers.get("caigunn-access-token", ""))
        if owned is None:
            fail(401, "The caigunn-access-token is missing or not valid")
        if owned != g.chatbot:
            fail(403, "The access token does not give access to this chatbot")


@api.before_request
def negotiate():
    """Reject clients that do not accept JSON."""
    accepted = request.accept_mimetypes
    if accepted and not accepted.best_match(["application/json"]):
        fail(406, "Only application/json is available")


def json_body(*required):
    """Return the body, whose required properties are texts."""
    if request.mimetype != "application/json":
        fail(400, "The body must be JSON")
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        fail(400, "The body is not valid JSON")
    if not isinstance(body, dict):
        fail(400, "The body must be an object")
    for name in required:
        text(body, name)
    return body


def text(body, name):
    """Return a text of the body."""
    value = body.get(name)
    if not isinstance(value, str):
        fail(400, f"body.{name} must be a text")
    if any("\ud800" <= character <= "\udfff" for character in value):
        fail(400, f"body.{name} is not valid Unicode")
    return value


def uid_of_request():
    """Return the conversation of the request."""
    if "uid" not in request.headers:
        fail(400, "The header uid is required")
    return request.headers["uid"]


def integer(name, default):
    """Return an integer of the query; a negative one counts as 0, and a huge one as the largest of SQLite."""
    value = request.args.get(name)
    if value is None:
        return default
    if not re.fullmatch("-?[0-9]{1,400}", value):
        fail(400, f"{name} must be an integer")
    return min(max(int(value), 0), 2**63 - 1)


def moment(name):
    """Return a date-time of the query as it is stored, or None."""
    value = request.args.get(name)
    if value is None:
        return None
    found = DATE_TIME.fullmatch(value)
    try:
        if not found:
            raise ValueError(value)
        day, time, fraction, zone = found.groups()
        # A leap second is the last one of its minute.
        parsed = datetime.fromisoformat(f"{day}T{time.replace(':60', ':59')}{(fraction or '')[:7]}{zone.upper()}")
        return timestamp(parsed)
    except (ValueError, OverflowError):
        return fail(400, f"{name} must be a date-time such as 2024-05-01T00:00:00Z")


def notify(chatbot, event):
    """Send an event to the webhook of a chatbot."""
    found = database.query("SELECT value FROM settings WHERE chatbot = ? AND name = 'webhook'", chatbot)
    url = found[0]["value"] if found else ""
    if not url.startswith("http://127.0.0.1:"):
        return
    body = json.dumps({**event, "chatbot_id": CHATBOT_IDS[chatbot]}).encode()
    call = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method="POST")  # noqa: S310 - HTTP
    try:
        urllib.request.urlopen(call, timeout=5).close()  # noqa: S310 - as above
    except (OSError, ValueError, http.client.HTTPException) as error:
        app.logger.warning("the webhook %s failed: %s", url, error)


def start_job(kind, run, **ids):
    """Start a job, which sends an event now, and one with its result."""
    chatbot = g.chatbot

    def job():
        notify(chatbot, {"event": kind, "status": "initial", **ids})
        time.sleep(JOB_SECONDS)
        notify(chatbot, {"event": kind, **ids, **run(chatbot)})

    threading.Thread(target=job, daemon=True).start()


def add_training_data(chatbot):
    """Add training data, and return its id."""
    data_id = str(uuid.uuid4())
    database.query("INSERT INTO training_data VALUES (?, ?)", chatbot, data_id)
    return data_id


def upload(chatbot, filenames):
    """Process files, and return the outcome."""
    files = []
    for name in filenames:
        files.append({"id": add_training_data(chatbot), "filename": name})
        if name.endswith(UNSUPPORTED):
            files[-1] |= {"status": "failed", "detail": "Unsupport file format"}
    if all("detail" in each for each in files):
        return {"status": "failed"}
    return {"status": "completed", "data": {"training_data_ids": files}}


def crawl(chatbot):
    """Read a web site, and return the outcome."""
    return {"status": "completed", "data": {"training_data_ids": [add_training_data(chatbot)]}}


@api.post("/training_data")
@needs_token
def create_training_data():
    """Accept files, a web site or a text."""
    kind = request.args.get("type")
    messages = {
        "file": "Creating training data in background",
        "crawler": "Crawling training data in background",
        "text": "Create training data successfully",
    }
    if kind not in messages:
        fail(400, "type must be file, crawler or text")
    if request.mimetype not in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        fail(400, "The body must be a form")
    if request.form.get("is_single_page", "true") not in {"true", "false"}:
        fail(400, "is_single_page must be true or false")
    if "files" in request.form:
        fail(400, "files must be files")
    fields = {"file": "files" in request.files, "crawler": "website" in request.form, "text": "text" in request.form}
    if not fields[kind]:
        fail(400, f"The field for the type {kind} is missing")
    if kind == "file":
        filenames = [each.filename for each in request.files.getlist("files")]
        start_job("uploading", lambda chatbot: upload(chatbot, filenames), event_id=str(uuid.uuid4()))
    elif kind == "crawler":
        start_job("crawling", crawl, event_id=str(uuid.uuid4()))
    else:
        add_training_data(g.chatbot)
    return jsonify(detail=messages[kind])


@api.post("/models")
@needs_token
def train_model():
    """Train a model."""
    body = json_body("title")
    name = body.get("model_name", "PaLM2")
    if not isinstance(name, str) or name not in MODEL_NAMES:
        fail(400, f"model_name must be one of {', '.join(sorted(MODEL_NAMES))}")
    now = datetime.now(UTC)
    model_id = str(uuid.uuid4())
    row = (g.chatbot, model_id, body["title"], name, timestamp(now), timestamp(now + TRAINING_TIME))
    database.query("INSERT INTO models VALUES (?, ?, ?, ?, ?, ?)", *row)

    def finish(chatbot):
        time.sleep(TRAINING_TIME.total_seconds())
        rows = database.query("SELECT id FROM training_data WHERE chatbot = ?", chatbot)
        data = {"model_id": model_id, "training_data_ids": [each["id"] for each in rows]}
        return {"status": "completed", "data": data}

    start_job("training", finish)
    return jsonify(detail="Training in background")


@api.get("/models")
@needs_token
def list_models():
    """List the trained models."""
    rows = database.query(
        "SELECT id, title, model_name, created_at, ready_at AS updated_at FROM models"
        " WHERE chatbot = ? AND ready_at <= ? ORDER BY created_at DESC, id",
        g.chatbot,
        timestamp(datetime.now(UTC)),
    )
    return jsonify(models=[dict(row) for row in rows])


@api.put("")
@needs_token
def update_chatbot():
    """Choose a model."""
    model_id = json_body("model_id")["model_id"]
    if not UUID.fullmatch(model_id):
        fail(400, "body.model_id must be a UUID")
    condition = "chatbot = ? AND id = ? AND ready_at <= ?"
    values = g.chatbot, model_id.lower(), timestamp(datetime.now(UTC))
    if not database.query(f"SELECT 1 FROM models WHERE {condition}", *values):  # noqa: S608 - constant condition
        fail(404, "Model not found")
    database.query("INSERT OR REPLACE INTO settings VALUES (?, 'model', ?)", g.chatbot, model_id)
    return jsonify(detail="Update successfully")


@api.post("/talk")
def talk():
    """Record a message, and reply."""
    uid, body = uid_of_request(), json_body("text")
    nickname = request.args.get("nickname", "")
    row = (g.chatbot, uid, nickname, str(uuid.uuid4()), timestamp(datetime.now(UTC)), body["text"], REPLY)
    database.query(
        "INSERT INTO messages (chatbot, uid, nickname, id, created_at, received, sent) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *row,
    )
    return jsonify(text=REPLY)


@api.get("/messages")
def list_messages():
    """List the messages of a conversation, the newest first."""
    conditions, values = ["chatbot = ?", "uid = ?"], [g.chatbot, uid_of_request()]
    start_at, end_at, nickname = moment("start_at"), moment("end_at"), request.args.get("nickname")
    limit, offset = min(integer("limit", 30), MAX_PAGE), integer("offset", 0)
    if not database.query("SELECT 1 FROM messages WHERE chatbot = ? AND uid = ? LIMIT 1", *values):
        fail(404, "Conversation not found")
    for condition, value in (("created_at >= ?", start_at), ("created_at <= ?", end_at), ("nickname = ?", nickname)):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    rows = database.query(
        f"SELECT * FROM messages WHERE {' AND '.join(conditions)} ORDER BY number DESC LIMIT ? OFFSET ?",  # noqa: S608 - constant conditions
        *values,
        limit,
        offset,
    )
    return jsonify(messages=[message(row) for row in rows])


def message(row):
    """Return a message as it is listed."""
    constant = {"type": "text", "log_type": "chat", "kwargs": {"nickname": row["nickname"]}}
    return {
        "id": row["id"],
        "created_at": row["created_at"],
        "receive": row["received"],
        "send": row["sent"],
        **constant,
    }


@api.get("/uids")
def list_uids():
    """List the conversations, the one with the newest message first."""
    start_at = moment("start_at") if request.args.get("start_at") != "1970-1-1" else None
    end_at = moment("end_at")
    limit, offset = min(integer("limit", 30), MAX_PAGE), integer("offset", 0)
    rows = database.query(
        "SELECT uid, nickname, sent, created_at FROM messages"
        " WHERE number IN (SELECT MAX(number) FROM messages WHERE chatbot = ? GROUP BY uid)"
        " AND created_at >= ? AND created_at <= ? ORDER BY number DESC LIMIT ? OFFSET ?",
        g.chatbot,
        start_at or "",
        end_at or "9999-12-31T23:59:59.999999Z",
        limit,
        offset,
    )
    return jsonify(uids=[conversation(row) for row in rows])


def conversation(row):
    """Return a conversation as it is listed."""
    return {
        "uid": row["uid"],
        "nickname": row["nickname"],
        "source": "api",
        "last_sent": row["sent"],
        "last_sent_at": row["created_at"],
    }


@api.put("/opentalk")
@needs_token
def bind_opentalk():
    """Bind a device."""
    body = json_body("email", "device_id")
    device = json.dumps([body["email"], body["device_id"]])
    database.query("INSERT OR REPLACE INTO settings VALUES (?, 'opentalk', ?)", g.chatbot, device)
    return jsonify(detail="Bind Opentalk successfully")


@api.delete("/opentalk")
@needs_token
def unbind_opentalk():
    """Unbind the device."""
    if not database.query("DELETE FROM settings WHERE chatbot = ? AND name = 'opentalk' RETURNING 1", g.chatbot):
        fail(404, "No device is bound")
    return jsonify(detail="Unbind Opentalk successfully")


@api.put("/webhook")
@needs_token
def set_webhook():
    """Set the URL that receives events."""
    url = json_body("webhook_url")["webhook_url"]
    database.query("INSERT OR REPLACE INTO settings VALUES (?, 'webhook', ?)", g.chatbot, url)
    return jsonify(detail="Webhook url update successfully")


app = Flask(__name__)
app.register_blueprint(api)


@app.errorhandler(HTTPException)
def error_response(error):
    """Return an error as JSON; keep headers such as `Allow`."""
    response = jsonify(detail=error.description)
    response.status_code = error.code
    for name, value in error.get_headers():
        if name != "Content-Type":
            response.headers[name] = value
    return response


@app.errorhandler(Exception)
def unexpected_error(error):
    """Hide the details of a bug."""
    app.logger.error("unexpected error", exc_info=error)
    return jsonify(detail="Internal server error"), 500


if __name__ == "__main__":
    WSGIRequestHandler.protocol_version = "HTTP/1.1"
    WSGIRequestHandler.log_request = lambda *_: None
    server = make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True)
    print(f"http://127.0.0.1:{server.port}", flush=True)
    server.serve_forever()
