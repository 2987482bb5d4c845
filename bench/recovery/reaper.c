/* Runs a command and is the parent of every daemon that comes of it, as init is on a usual machine. In a container the
 * first process often does not collect the dead; a daemon killed there stays as a zombie, and a tool that waits for its
 * process id to vanish waits in vain. With this in between, the figures do not depend on who is process 1.
 *
 *   reaper COMMAND [ARGUMENT]...
 *
 * Lives until no child is left; after SIGTERM, which it passes on to the command, only until the command has ended. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t command;
static volatile sig_atomic_t ending;

static void end(int signal_number) {
  ending = 1;
  if (command > 0) kill(command, signal_number);
  else _exit(0);
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  command = fork();
  if (command < 0) return 1;
  if (command == 0) {
    execvp(arguments[1], arguments + 1);
    _exit(127);
  }
  struct sigaction action = {.sa_handler = end, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &action, 0);
  for (;;) {
    pid_t ended = wait(0);
    if (ended < 0 && errno == ECHILD) return 0;
    if (ended != command) continue;
    command = 0;
    if (ending) return 0;
  }
}
