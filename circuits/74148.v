// 74148: 8-line to 3-line priority encoder
//
// Pins:
//    1 I4   input 4, active low (data sheet: 4, as all inputs)
//    2 I5   input 5, active low
//    3 I6   input 6, active low
//    4 I7   input 7, active low; the highest priority
//    5 EI   enable in, active low
//    6 A2   number, weight 4, active low
//    7 A1   number, weight 2, active low
//    8 GND  ground
//    9 A0   number, weight 1, active low
//   10 I0   input 0, active low; the lowest priority
//   11 I1   input 1, active low
//   12 I2   input 2, active low
//   13 I3   input 3, active low
//   14 GS   group select, active low: some input calls
//   15 EO   enable out, active low: enabled, and no input calls; feeds EI of the stage below
//   16 VCC  supply
//
// While EI is low, A2 A1 A0 is the number of the highest input that is low, each bit inverted. All outputs are high
// while EI is high.
//
// Source: Texas Instruments, "SN74148 8-Line to 3-Line Priority Encoders", data sheet SDLS053

module sn74148 (
  input I0, I1, I2, I3, I4, I5, I6, I7, EI,
  output A0, A1, A2, GS, EO);

  assign A0 = ~(~EI & (~I1 & I2 & I4 & I6 | ~I3 & I4 & I6 | ~I5 & I6 | ~I7));
  assign A1 = ~(~EI & (~I2 & I4 & I5 | ~I3 & I4 & I5 | ~I6 | ~I7));
  assign A2 = ~(~EI & (~I4 | ~I5 | ~I6 | ~I7));

  assign EO = ~(~EI & I0 & I1 & I2 & I3 & I4 & I5 & I6 & I7);
  assign GS = ~(~EI & EO);
endmodule
