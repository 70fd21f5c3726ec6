// 7485: 4-bit magnitude comparator
//
// Pins:
//    1 B3   second number, weight 8
//    2 ILT  from the stage below: A < B there
//    3 IEQ  from the stage below: A = B there
//    4 IGT  from the stage below: A > B there
//    5 OGT  A > B
//    6 OEQ  A = B
//    7 OLT  A < B
//    8 GND  ground
//    9 B0   second number, weight 1
//   10 A0   first number, weight 1
//   11 B1   second number, weight 2
//   12 A1   first number, weight 2
//   13 A2   first number, weight 4
//   14 B2   second number, weight 4
//   15 A3   first number, weight 8
//   16 VCC  supply
//
// Different numbers decide. For equal numbers the stage below decides, on the inputs IGT, IEQ and ILT: IEQ first, and
// without it OGT = not ILT and OLT = not IGT. A stage with none below it has IEQ = 1.
// The data sheet calls the inputs and the outputs A>B, A=B and A<B.
//
// Source: Texas Instruments, "SN7485 4-Bit Magnitude Comparators", data sheet SDLS123, function table of the
// SN7485 and SN74LS85

module sn7485 (
  input A0, A1, A2, A3, B0, B1, B2, B3, IGT, IEQ, ILT,
  output OGT, OEQ, OLT);
  wire e0, e1, e2, e3, above, below, equal;

  // ek: the numbers agree in bit k.
  assign e0 = ~(A0 ^ B0);
  assign e1 = ~(A1 ^ B1);
  assign e2 = ~(A2 ^ B2);
  assign e3 = ~(A3 ^ B3);

  // The highest bit in which they differ decides.
  assign above = A3 & ~B3 | e3 & A2 & ~B2 | e3 & e2 & A1 & ~B1 | e3 & e2 & e1 & A0 & ~B0;
  assign below = ~A3 & B3 | e3 & ~A2 & B2 | e3 & e2 & ~A1 & B1 | e3 & e2 & e1 & ~A0 & B0;
  assign equal = e3 & e2 & e1 & e0;

  assign OGT = above | equal & ~IEQ & ~ILT;
  assign OEQ = equal & IEQ;
  assign OLT = below | equal & ~IEQ & ~IGT;
endmodule
