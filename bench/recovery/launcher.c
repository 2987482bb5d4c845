/* Starts a command as a daemon and leaves its process id in a file, as old services do by themselves. It ends when the
 * file is complete, so that whoever called it can read the file at once.
 *
 *   launcher PID_FILE COMMAND [ARGUMENT]... */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int write_process_id(const char *path, pid_t process) {
  char temporary[PATH_MAX];
  snprintf(temporary, sizeof temporary, "%s.new", path);
  FILE *file = fopen(temporary, "w");
  if (!file) return -1;
  fprintf(file, "%d\n", (int)process);
  if (fclose(file) != 0) return -1;
  return rename(temporary, path); /* a reader sees the old file or the whole new one */
}

int main(int count, char **arguments) {
  if (count < 3) return 2;
  pid_t session = fork();
  if (session < 0) return 1;
  if (session > 0) {
    int status;
    waitpid(session, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  }
  setsid();
  int nothing = open("/dev/null", O_RDWR);
  for (int descriptor = 0; descriptor < 3; descriptor++) dup2(nothing, descriptor);
  pid_t daemon = fork();
  if (daemon < 0) _exit(1);
  if (daemon > 0) _exit(write_process_id(arguments[1], daemon) < 0);
  execv(arguments[2], arguments + 2);
  _exit(127);
}
