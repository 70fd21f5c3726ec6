// 7410: three 3-input NAND gates
//
// Pins:
//    1 A1   gate 1, input
//    2 B1   gate 1, input
//    3 A2   gate 2, input
//    4 B2   gate 2, input
//    5 C2   gate 2, input
//    6 Y2   gate 2, output
//    7 GND  ground
//    8 Y3   gate 3, output
//    9 A3   gate 3, input
//   10 B3   gate 3, input
//   11 C3   gate 3, input
//   12 Y1   gate 1, output
//   13 C1   gate 1, input
//   14 VCC  supply
//
// Yk = not (Ak and Bk and Ck), for k = 1 ... 3.
//
// Source: Texas Instruments, "SN7410 Triple 3-Input Positive-NAND Gates", data sheet SDLS035

module sn7410 (
  input A1, A2, A3, B1, B2, B3, C1, C2, C3,
  output Y1, Y2, Y3);

  nand (Y1, A1, B1, C1);
  nand (Y2, A2, B2, C2);
  nand (Y3, A3, B3, C3);
endmodule
