/** How long a sweep waits for one broker's answer: what one that hangs would know is missing from the sweep then. */
export const answerWithinMs = 2500;
