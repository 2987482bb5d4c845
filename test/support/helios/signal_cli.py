"""Stands in for `signal-cli daemon --tcp`: JSON-RPC, one object a line, as signal-cli 0.14 answers. What is sent it writes down."""
import json, socketserver, sys, time

port, sent = int(sys.argv[1]), sys.argv[2]


def answer(request):
    if request["method"] == "version":
        return {"result": {"version": "0.14.6"}}
    if request["method"] != "send":
        return {"error": {"code": -32601, "message": "Method not implemented"}}
    params = request["params"]
    with open(sent, "a") as file:
        file.write(json.dumps(params) + "\n")
    results = [{"recipientAddress": {"uuid": None, "number": number}, "type": "SUCCESS"} for number in params["recipient"]]
    return {"result": {"timestamp": int(time.time() * 1000), "results": results}}


class Client(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            request = json.loads(line)
            reply = {"jsonrpc": "2.0", "id": request["id"], **answer(request)}
            self.wfile.write((json.dumps(reply) + "\n").encode())


class Daemon(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Daemon(("127.0.0.1", port), Client).serve_forever()
