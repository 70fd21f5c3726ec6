// 7420: two 4-input NAND gates
//
// Pins:
//    1 A1   gate 1, input
//    2 B1   gate 1, input
//    3 NC   not connected
//    4 C1   gate 1, input
//    5 D1   gate 1, input
//    6 Y1   gate 1, output
//    7 GND  ground
//    8 Y2   gate 2, output
//    9 A2   gate 2, input
//   10 B2   gate 2, input
//   11 NC   not connected
//   12 C2   gate 2, input
//   13 D2   gate 2, input
//   14 VCC  supply
//
// Yk = not (Ak and Bk and Ck and Dk), for k = 1, 2.
//
// Source: Texas Instruments, "SN7420 Dual 4-Input Positive-NAND Gates", data sheet SDLS079

module sn7420 (
  input A1, A2, B1, B2, C1, C2, D1, D2,
  output Y1, Y2);

  nand (Y1, A1, B1, C1, D1);
  nand (Y2, A2, B2, C2, D2);
endmodule
