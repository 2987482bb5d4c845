/* Causes a fault and measures how long the service is gone: from just before the signal to the first good answer of a
 * different process. It is a program of its own, and in C, because a measuring event loop would blur figures of two or
 * three milliseconds.
 *
 *   measure PORT SIGNAL TIMES PAUSE_MS TIMEOUT_MS SERVICE
 *
 * Sends SIGNAL to whatever process answers on PORT, TIMES in a row, each PAUSE_MS after the recovery before. Prints one
 * line a fault: microseconds, or "never" when TIMEOUT_MS passes (and stops there). Exit status 1 means that it did not get
 * as far as the first fault. SERVICE is the path of the service's program: nothing else is ever signalled. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Short against the fastest contender (1.5 ms), long enough to leave it the processor. */
enum { NAP_MICROSECONDS = 100, ANSWER_TIMEOUT_MS = 250 };

static long long microseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void nap(long microseconds) {
  struct timespec length = {microseconds / 1000000, microseconds % 1000000 * 1000};
  nanosleep(&length, NULL);
}

/* Asks on a fresh connection who is there. 0: nobody, or no good answer. A stopped process leaves the connection in its
 * queue without a word; its death resets the connection, which ends the wait at once. */
static pid_t ask(int port) {
  static const char request[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  char answer[512];
  size_t length = 0;
  pid_t found = 0;
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return 0;
  struct linger abort_on_close = {1, 0}; /* thousands of polls must not leave thousands of sockets in TIME_WAIT */
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abort_on_close, sizeof abort_on_close);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) goto done;
  if (send(descriptor, request, sizeof request - 1, MSG_NOSIGNAL) < 0) goto done;
  while (length < sizeof answer - 1) {
    struct pollfd wait = {descriptor, POLLIN, 0};
    if (poll(&wait, 1, ANSWER_TIMEOUT_MS) <= 0) goto done;
    ssize_t received = recv(descriptor, answer + length, sizeof answer - 1 - length, 0);
    if (received <= 0) goto done;
    length += received;
    answer[length] = 0;
    char *body = strstr(answer, "\r\n\r\n");
    if (!body || !strchr(body + 4, '\n')) continue;
    if (strncmp(answer, "HTTP/1.1 200 ", 13) == 0) found = atoi(body + 4);
    goto done;
  }
done:
  close(descriptor);
  return found;
}

static int runs(pid_t process, const char *program) {
  char link[64], target[PATH_MAX];
  snprintf(link, sizeof link, "/proc/%d/exe", (int)process);
  ssize_t length = readlink(link, target, sizeof target - 1);
  if (length < 0) return 0;
  target[length] = 0;
  return strcmp(target, program) == 0;
}

int main(int count, char **arguments) {
  if (count != 7) return 2;
  int port = atoi(arguments[1]), signal_number = atoi(arguments[2]), times = atoi(arguments[3]);
  long pause_ms = atol(arguments[4]), timeout_ms = atol(arguments[5]);
  prctl(PR_SET_TIMERSLACK, 1000); /* nanoseconds; the usual 50 microseconds would be half a nap */

  for (int fault = 0; fault < times; fault++) {
    if (fault > 0) nap(pause_ms * 1000);
    pid_t old = ask(port), new;
    if (old <= 1 || !runs(old, arguments[6])) {
      fprintf(stderr, "no service on port %d\n", port);
      return fault == 0;
    }
    long long start = microseconds_now(), elapsed;
    if (kill(old, signal_number) < 0) return fault == 0;
    do {
      nap(NAP_MICROSECONDS);
      new = ask(port);
      elapsed = microseconds_now() - start;
    } while ((new == 0 || new == old) && elapsed < timeout_ms * 1000);
    if (new == 0 || new == old) {
      printf("never\n");
      return 0;
    }
    printf("%lld\n", elapsed);
    fflush(stdout);
  }
  return 0;
}
