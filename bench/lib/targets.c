/* Many things to check in one process: listens on COUNT free loopback ports, the last HANGING of which accept
 * connections and never answer. Prints the ports on one line when ready. From then on each line on its input is answered
 * by a line with the requests answered so far on the healthy ports, counted here because the tools under test count
 * differently or not at all. Ends when its input ends.
 *
 *   targets COUNT HANGING */
#include "../lib/http-server.h"
#include <sys/resource.h>

static const char ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n";

static int listener_of[MAXIMUM_DESCRIPTORS]; /* 1 + index of the port, for descriptors that listen */

static void open_ports(int poller, int count) {
  for (int index = 0; index < count; index++) {
    int descriptor = listen_on_loopback(0);
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) fail("getsockname");
    listener_of[descriptor] = index + 1;
    watch(poller, descriptor);
    printf(index ? " %d" : "%d", ntohs(address.sin_port));
  }
  printf("\n");
  fflush(stdout);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  int ports = atoi(arguments[1]), healthy = ports - atoi(arguments[2]);
  struct rlimit limit = {MAXIMUM_DESCRIPTORS, MAXIMUM_DESCRIPTORS};
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) {
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  int poller = epoll_create1(EPOLL_CLOEXEC);
  open_ports(poller, ports);
  watch(poller, STDIN_FILENO);

  unsigned long long answered = 0;
  struct epoll_event events[EVENTS_AT_ONCE];
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS_AT_ONCE, -1);
    for (int index = 0; index < ready; index++) {
      int descriptor = events[index].data.fd, last = 0;
      if (descriptor == STDIN_FILENO) {
        char line[64];
        if (read(STDIN_FILENO, line, sizeof line) <= 0) return 0;
        printf("%llu\n", answered);
        fflush(stdout);
        continue;
      }
      if (listener_of[descriptor]) {
        accept_all(poller, descriptor, listener_of[descriptor] - 1);
        continue;
      }
      int requests = read_requests(descriptor, connections[descriptor], &last);
      if (requests >= 0 && connections[descriptor]->listener >= healthy) continue;
      for (int done = 0; done < requests; done++, answered++) {
        if (send(descriptor, ANSWER, sizeof ANSWER - 1, MSG_NOSIGNAL) < 0) requests = -1;
      }
      if (requests < 0 || last) close(descriptor);
    }
  }
}
