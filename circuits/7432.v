// 7432: four 2-input OR gates
//
// Pins:
//    1 A1   gate 1, input
//    2 B1   gate 1, input
//    3 Y1   gate 1, output
//    4 A2   gate 2, input
//    5 B2   gate 2, input
//    6 Y2   gate 2, output
//    7 GND  ground
//    8 Y3   gate 3, output
//    9 A3   gate 3, input
//   10 B3   gate 3, input
//   11 Y4   gate 4, output
//   12 A4   gate 4, input
//   13 B4   gate 4, input
//   14 VCC  supply
//
// Yk = Ak or Bk, for k = 1 ... 4.
//
// Source: Texas Instruments, "SN7432 Quadruple 2-Input Positive-OR Gates", data sheet SDLS100

module sn7432 (
  input A1, A2, A3, A4, B1, B2, B3, B4,
  output Y1, Y2, Y3, Y4);

  or (Y1, A1, B1);
  or (Y2, A2, B2);
  or (Y3, A3, B3);
  or (Y4, A4, B4);
endmodule
