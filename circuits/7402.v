// 7402: four 2-input NOR gates
//
// Pins:
//    1 Y1   gate 1, output
//    2 A1   gate 1, input
//    3 B1   gate 1, input
//    4 Y2   gate 2, output
//    5 A2   gate 2, input
//    6 B2   gate 2, input
//    7 GND  ground
//    8 A3   gate 3, input
//    9 B3   gate 3, input
//   10 Y3   gate 3, output
//   11 A4   gate 4, input
//   12 B4   gate 4, input
//   13 Y4   gate 4, output
//   14 VCC  supply
//
// Yk = not (Ak or Bk), for k = 1 ... 4. The outputs stand before the inputs here, unlike in the 7400.
//
// Source: Texas Instruments, "SN7402 Quadruple 2-Input Positive-NOR Gates", data sheet SDLS027

module sn7402 (
  input A1, A2, A3, A4, B1, B2, B3, B4,
  output Y1, Y2, Y3, Y4);

  nor (Y1, A1, B1);
  nor (Y2, A2, B2);
  nor (Y3, A3, B3);
  nor (Y4, A4, B4);
endmodule
