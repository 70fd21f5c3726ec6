// 74283: 4-bit binary full adder with carry lookahead
//
// Pins:
//    1 S2   sum, weight 2 (data sheet: Sigma 2)
//    2 B2   second number, weight 2
//    3 A2   first number, weight 2
//    4 S1   sum, weight 1 (data sheet: Sigma 1)
//    5 A1   first number, weight 1
//    6 B1   second number, weight 1
//    7 C0   carry in
//    8 GND  ground
//    9 C4   carry out
//   10 S4   sum, weight 8 (data sheet: Sigma 4)
//   11 B4   second number, weight 8
//   12 A4   first number, weight 8
//   13 S3   sum, weight 4 (data sheet: Sigma 3)
//   14 A3   first number, weight 4
//   15 B3   second number, weight 4
//   16 VCC  supply
//
// S + 16*C4 = A + B + C0, with A1, B1 and S1 the bits of weight 1 and A4, B4 and S4 those of weight 8.
//
// Source: Texas Instruments, "SN74283 4-Bit Binary Full Adders with Fast Carry", data sheet SDLS095, function and
// logic diagram

module sn74283 (
  input A1, A2, A3, A4, B1, B2, B3, B4, C0,
  output S1, S2, S3, S4, C4);
  wire C1, C2, C3, g1, g2, g3, g4, p1, p2, p3, p4;

  // gk: position k makes no carry. pk: position k passes no carry on.
  assign g1 = ~(A1 & B1);
  assign g2 = ~(A2 & B2);
  assign g3 = ~(A3 & B3);
  assign g4 = ~(A4 & B4);
  assign p1 = ~(A1 | B1);
  assign p2 = ~(A2 | B2);
  assign p3 = ~(A3 | B3);
  assign p4 = ~(A4 | B4);

  // The carries, each from all positions below it at once.
  assign C1 = ~(p1 | g1 & ~C0);
  assign C2 = ~(p2 | g2 & p1 | g2 & g1 & ~C0);
  assign C3 = ~(p3 | g3 & p2 | g3 & g2 & p1 | g3 & g2 & g1 & ~C0);
  assign C4 = ~(p4 | g4 & p3 | g4 & g3 & p2 | g4 & g3 & g2 & p1 | g4 & g3 & g2 & g1 & ~C0);

  assign S1 = (~p1 & g1) ^ C0;
  assign S2 = (~p2 & g2) ^ C1;
  assign S3 = (~p3 & g3) ^ C2;
  assign S4 = (~p4 & g4) ^ C3;
endmodule
