/** How numbers stand in files: integers as decimals in quotes, words of a chain in hexadecimal. */
import { z } from 'zod';

export const decimal = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^(0|[1-9]\\d{0,${digits - 1}})$`), `expected a decimal integer of at most ${digits} digits`);

export const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`), `expected 0x and ${2 * bytes} lower-case hexadecimal digits`);

export const uint32 = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
