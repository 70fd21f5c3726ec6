// 7483: 4-bit binary full adder
//
// Pins:
//    1 A4   first number, weight 8
//    2 S3   sum, weight 4 (data sheet: Sigma 3)
//    3 A3   first number, weight 4
//    4 B3   second number, weight 4
//    5 VCC  supply
//    6 S2   sum, weight 2 (data sheet: Sigma 2)
//    7 B2   second number, weight 2
//    8 A2   first number, weight 2
//    9 S1   sum, weight 1 (data sheet: Sigma 1)
//   10 A1   first number, weight 1
//   11 B1   second number, weight 1
//   12 GND  ground
//   13 C0   carry in
//   14 C4   carry out
//   15 S4   sum, weight 8 (data sheet: Sigma 4)
//   16 B4   second number, weight 8
//
// S + 16*C4 = A + B + C0, with A1, B1 and S1 the bits of weight 1 and A4, B4 and S4 those of weight 8.
// The same function as the 74283, with the supply in the middle of the package.
//
// Source: Texas Instruments, The TTL Data Book for Design Engineers, 2nd edition, 1976, "SN7483A 4-Bit Binary Full
// Adders with Fast Carry"

module sn7483 (
  input A1, A2, A3, A4, B1, B2, B3, B4, C0,
  output S1, S2, S3, S4, C4);
  wire C1, C2, C3;

  // The carry ripples through four full adders; the part looks ahead as the 74283 does, with the same result.
  assign S1 = A1 ^ B1 ^ C0;
  assign S2 = A2 ^ B2 ^ C1;
  assign S3 = A3 ^ B3 ^ C2;
  assign S4 = A4 ^ B4 ^ C3;

  assign C1 = A1 & B1 | C0 & (A1 | B1);
  assign C2 = A2 & B2 | C1 & (A2 | B2);
  assign C3 = A3 & B3 | C2 & (A3 | B3);
  assign C4 = A4 & B4 | C3 & (A4 | B4);
endmodule
