/* The cheapest HTTP/1.1 server that real clients accept: one thread, epoll, keep-alive, the same body for every request.
 * It exists so that a measurement shows the cost and delay of the tool that asks, not of the thing that answers.
 * Both benchmark servers include this file; it does what their clients need and no more of HTTP: requests have no body
 * and fit in one buffer. */
#ifndef BENCH_HTTP_SERVER_H
#define BENCH_HTTP_SERVER_H

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAXIMUM_DESCRIPTORS = 65536, REQUEST_BYTES = 2048, EVENTS_AT_ONCE = 256 };

struct connection {
  int listener; /* index of the port on which it came in */
  size_t length;
  char request[REQUEST_BYTES];
};

static struct connection *connections[MAXIMUM_DESCRIPTORS];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Listens on loopback only; port 0 takes any free one. SO_REUSEADDR lets a restarted service have its port back at once. */
static int listen_on_loopback(int port) {
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) fail("socket");
  int yes = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  if (listen(descriptor, 1024) < 0) fail("listen");
  return descriptor;
}

static void watch(int poller, int descriptor) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) < 0) fail("epoll_ctl");
}

static void accept_all(int poller, int listening, int listener) {
  for (;;) {
    int descriptor = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return;
    if (descriptor >= MAXIMUM_DESCRIPTORS) {
      close(descriptor);
      continue;
    }
    if (!connections[descriptor]) connections[descriptor] = malloc(sizeof(struct connection));
    if (!connections[descriptor]) fail("malloc");
    connections[descriptor]->listener = listener;
    connections[descriptor]->length = 0;
    watch(poller, descriptor);
  }
}

/* Reads what has come and returns how many whole requests it completes, or -1 when the connection is over.
 * `*last` is set when the client said that it wants no further answer on this connection. */
static int read_requests(int descriptor, struct connection *connection, int *last) {
  size_t room = REQUEST_BYTES - 1 - connection->length;
  ssize_t received = room ? recv(descriptor, connection->request + connection->length, room, 0) : 0;
  if (received < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  if (received <= 0) return -1;
  connection->length += received;
  connection->request[connection->length] = 0;
  int requests = 0;
  char *start = connection->request, *end;
  while ((end = strstr(start, "\r\n\r\n"))) {
    *end = 0;
    if (strcasestr(start, "\r\nconnection: close") || strstr(start, " HTTP/1.0")) *last = 1;
    requests++;
    start = end + 4;
  }
  connection->length -= start - connection->request;
  memmove(connection->request, start, connection->length);
  return requests;
}

#endif
