export const rawSubject = 'bench.raw';
