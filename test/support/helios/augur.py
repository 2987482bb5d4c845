"""
Stands in for AUGUR: decides on positions, keeps them in brain.db, renews its signal, and tells how far its pipeline is. SIGUSR2 makes it
idle: it runs, and decides nothing. While there is a file `stuck`, its pipeline is.
"""
import json, os, signal, sqlite3, sys, time

folder = sys.argv[1]
idle = False


def become_idle(_number, _frame):
    global idle
    idle = True


signal.signal(signal.SIGUSR2, become_idle)
brain = sqlite3.connect(os.path.join(folder, "brain.db"), timeout=5)
brain.execute("PRAGMA journal_mode = WAL")
brain.execute("CREATE TABLE IF NOT EXISTS positions (id TEXT PRIMARY KEY, status TEXT NOT NULL, closed_by TEXT)")
brain.execute("INSERT OR IGNORE INTO positions VALUES ('btc-1', 'open', NULL), ('eth-2', 'open', NULL)")
brain.commit()
while True:
    if not idle:
        live = [{"id": "btc-1"}, {"id": "eth-2"}]
        beside = os.path.join(folder, "signal.json.new")
        with open(beside, "w") as file:
            json.dump({"updatedAt": time.time(), "pid": os.getpid(), "positions": live}, file)
        os.replace(beside, os.path.join(folder, "signal.json"))
    if not os.path.exists(os.path.join(folder, "stuck")):
        beside = os.path.join(folder, "progress.json.new")
        with open(beside, "w") as file:
            json.dump({"stage": "decide", "updatedAt": time.time()}, file)
        os.replace(beside, os.path.join(folder, "progress.json"))
    time.sleep(0.2)
