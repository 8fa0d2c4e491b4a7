#ifndef LOOM_GLUE_H
#define LOOM_GLUE_H
/* Frees the texts that were too large for the stack. */
void loom_unpark(void);
/* The host waits for a file and will call again; it is doing so. */
extern int loom_left, loom_came_back;
/* Ends the wait of a host that has called again. */
void loom_drive_return(void);
#endif
