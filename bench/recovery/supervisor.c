/* The bare minimum of a supervisor: start, wait, start again. No check, no record, no back-off. It is the floor below which
 * no tool can go on the machine at hand.
 *
 *   supervisor COMMAND [ARGUMENT]... */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t child;

static void stop(int signal_number) {
  (void)signal_number;
  if (child > 0) kill(child, SIGKILL);
  _exit(0);
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  signal(SIGTERM, stop);
  for (;;) {
    child = vfork(); /* no copy of page tables: the quickest start that there is */
    if (child == 0) {
      execv(arguments[1], arguments + 1);
      _exit(127);
    }
    if (child < 0) return 1;
    waitpid(child, 0, 0);
  }
}
