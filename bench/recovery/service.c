/* The supervised service: answers every HTTP request on 127.0.0.1:PORT with its own process id, so that whoever asks can
 * tell a restarted service from the old one. It starts in well under a millisecond: what is measured is the supervisor.
 *
 *   service PORT [anything]      (a supervisor that runs it through a "#!" line adds the script's name) */
#include "../lib/http-server.h"

int main(int count, char **arguments) {
  if (count < 2) return 2;
  int listening = listen_on_loopback(atoi(arguments[1]));
  int poller = epoll_create1(EPOLL_CLOEXEC);
  watch(poller, listening);

  char body[32], answer[160];
  int body_length = snprintf(body, sizeof body, "%d\n", (int)getpid());
  int answer_length = snprintf(answer, sizeof answer,
                               "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", body_length, body);

  struct epoll_event events[EVENTS_AT_ONCE];
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS_AT_ONCE, -1);
    for (int index = 0; index < ready; index++) {
      int descriptor = events[index].data.fd, last = 0;
      if (descriptor == listening) {
        accept_all(poller, listening, 0);
        continue;
      }
      int requests = read_requests(descriptor, connections[descriptor], &last);
      for (int answered = 0; answered < requests; answered++) {
        if (send(descriptor, answer, answer_length, MSG_NOSIGNAL) < 0) requests = -1;
      }
      if (requests < 0 || last) close(descriptor);
    }
  }
}
